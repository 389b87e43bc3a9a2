"""A DAG that is due every minute, and fails."""
from datetime import datetime
from airflow.sdk import dag, task


@dag('failing', schedule='* * * * *', start_date=datetime(2026, 1, 1), catchup=False)
def made():
    @task
    def fail():
        raise RuntimeError('as it should')

    fail()


made()
