import { hasCronForm, isCron, isZoned } from './cron';
import { isImageReference, isPinned, isRegistry } from './image-reference';
import { isCidr, isIpAddress, unbracketed } from './ip-address';
import { numberOf } from './quantity';
import { isTimeZone } from './time-zone';
import { Validator } from './validator';

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const SERVICE = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const QUALIFIED = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const HOST_LABEL = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const QUANTITY = /^[+]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
const IPV4_LIKE = /^\d+(\.\d+){3}$/;
const KIBIBYTE = 1024;
const MILLICORE = 0.001;

/** A validator of text by its form. */
function text(accepts: (value: string) => boolean, reason: string, remedy: string): Validator {
  return { accepts: value => (typeof value === 'string' || typeof value === 'number') && accepts(String(value)), reason, remedy };
}

function whole(least: number, most: number, reason: string, remedy: string): Validator {
  return { accepts: value => Number.isInteger(value) && Number(value) >= least && Number(value) <= most, reason, remedy };
}

const isSubdomain = (value: string) => value.length <= 253 && SUBDOMAIN.test(value);
const isBytes = (value: string) => QUANTITY.test(value) && !/[num]$/.test(value) && numberOf(value) >= KIBIBYTE;

function isQualified(value: string): boolean {
  const [name, prefix, ...more] = value.split('/').reverse();
  return more.length === 0 && QUALIFIED.test(name) && (prefix === undefined || isSubdomain(prefix));
}

function isHost(value: string): boolean {
  if (isIpAddress(unbracketed(value))) return value === unbracketed(value) || value.includes(':');
  return value.length <= 253 && value.split('.').every(label => HOST_LABEL.test(label)) && !/(^|\.)\d+$/.test(value);
}

function isS3Bucket(value: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value) && !IPV4_LIKE.test(value) && !/\.\.|\.-|-\./.test(value)
    && !/^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3)$/.test(value);
}

function isGcsBucket(value: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(value) && value.split('.').every(part => part.length > 0 && part.length <= 63)
    && !IPV4_LIKE.test(value) && !/^goog|google/.test(value);
}

function isIssuer(value: string): boolean {
  return URL.canParse(value) && /^https?:\/\/[^/?#\s]+[^?#\s]*$/.test(value);
}

function isPath(value: string): boolean {
  return /^\/[^\0:]*$/.test(value) && !value.split('/').includes('..');
}

/** What the names, texts and numbers are that Kubernetes, clouds and tools take: the one place that says so. */
export const VALIDATORS = {
  dnsLabel: text(value => LABEL.test(value), 'it is not a name that Kubernetes takes here',
    'use at most 63 lower-case letters, digits and -, with a letter or digit at both ends'),
  dnsSubdomain: text(isSubdomain, 'it is not a name that Kubernetes takes',
    'use at most 253 lower-case letters, digits, - and ., with a letter or digit at both ends'),
  serviceName: text(value => SERVICE.test(value), 'it is not a name for a Service, which starts with a letter and ends with a letter or digit',
    'give the chart, or the construct, an id that starts with a letter'),
  labelKey: text(isQualified, 'it is not a key for a label',
    "use at most 63 letters, digits, -, _ and ., with a letter or digit at both ends, after a domain and / if need be, such as 'example.org/team'"),
  labelValue: text(value => value === '' || QUALIFIED.test(value), 'it is not a value for a label',
    'use at most 63 letters, digits, -, _ and ., with a letter or digit at both ends; longer text belongs into an annotation'),
  annotationKey: text(isQualified, 'it is not a key for an annotation',
    "use at most 63 letters, digits, -, _ and ., with a letter or digit at both ends, after a domain and / if need be, such as 'example.org/team'"),
  dataKey: text(value => /^[-._a-zA-Z0-9]{1,253}$/.test(value) && !/^\.\.|^\.$/.test(value), 'it is not a key for a Secret or ConfigMap',
    'use at most 253 letters, digits, -, _ and .'),
  envName: text(value => /^[A-Za-z_][A-Za-z0-9_]*$/.test(value), 'it is not a name for an environment variable',
    "use letters, digits and _, without a digit in front, such as 'MY_VAR'"),
  portName: text(value => /^[a-z0-9](-?[a-z0-9]){0,14}$/.test(value) && value.length <= 15 && /[a-z]/.test(value), 'it is not a name for a port',
    "use at most 15 lower-case letters, digits and single -, with a letter among them, such as 'http'"),
  port: whole(1, 65535, 'it is not a port', 'use a whole number from 1 to 65535'),
  quantity: text(value => QUANTITY.test(value), 'it is not a Kubernetes quantity',
    "write it as '10Gi' (powers of two), '10G' (powers of ten) or '500m' (thousandths)"),
  bytes: text(isBytes, 'it is not a number of bytes that can be meant, since m stands for thousandths of a byte and no unit for single ones',
    "write it as '512Mi' or '10Gi'"),
  cpu: text(value => /^(\d+(\.\d*)?|\.\d+)m?$/.test(value) && (Number(value) === 0 || numberOf(value) >= MILLICORE), 'it is not a number of CPUs',
    "write it as '500m' (thousandths) or '2'"),
  cronForm: text(value => isZoned(value) || hasCronForm(value), 'it is not a cron schedule', "write five fields, such as '0 3 * * *', or '@daily'"),
  cronZone: text(value => !isZoned(value), 'Kubernetes takes no time zone in it', "leave TZ= out: it runs by the cluster's clock, which is UTC unless the cluster says otherwise"),
  cron: text(isCron, 'a field is out of its range, or no day is like that',
    'minutes go from 0 to 59, hours from 0 to 23, days from 1 to 31, months from 1 to 12 or JAN to DEC, weekdays from 0 to 6 or SUN to SAT'),
  timeZone: text(isTimeZone, 'it is not the name of a time zone',
    "write it as the IANA database does, such as 'Europe/Berlin' or 'Etc/UTC', with its capitals and without offset"),
  imageReference: text(isImageReference, 'it is not the reference of an image', "write it as 'registry.example.org/team/name:1.2', without scheme and blanks"),
  pinnedImage: text(isPinned, 'it names no fixed version', 'add a tag other than latest, or a digest'),
  registry: text(isRegistry, 'it is not a registry', "write the bare host, with a port or path if need be, such as 'mirror.example.org/hub', without scheme"),
  s3Bucket: text(isS3Bucket, 'it is not a name for a bucket', 'use 3 to 63 lower-case letters, digits and hyphens, without s3:// and path'),
  gcsBucket: text(isGcsBucket, 'it is not a name for a bucket of Google Cloud Storage', 'use 3 to 63 lower-case letters, digits, - and _, without gs:// and path'),
  azureContainer: text(value => /^[a-z0-9](-?[a-z0-9]){2,62}$/.test(value) && value.length <= 63 || /^\$(root|web|logs)$/.test(value), 'it is not a name for a container of Azure',
    'use 3 to 63 lower-case letters, digits and single -, without scheme and path'),
  azureAccount: text(value => /^[a-z0-9]{3,24}$/.test(value), 'it is not a name for a storage account of Azure', 'use 3 to 24 lower-case letters and digits, without domain'),
  // boto3 takes no other, for the region becomes part of a host name.
  region: text(value => HOST_LABEL.test(value) && !/^\d+$/.test(value), 'it is not a region', "write its code, such as 'eu-central-1'"),
  cidr: text(isCidr, 'it is not a CIDR block that starts at its address', "write it as '10.0.0.0/8' or '2001:db8::/32'; for one address '10.0.0.5/32'"),
  host: text(isHost, 'it is not a host name', "write the bare name, such as 'db.example.org', without scheme, port or path"),
  // Neither an Ingress nor an HTTPRoute takes an address.
  routeHost: text(value => isSubdomain(value.replace(/^\*\./, '')) && !/(^|\.)\d+$/.test(value), 'it is not a host name in lower case',
    "write the bare name, such as 'mlflow.example.org', without scheme, port or path"),
  domain: text(value => isSubdomain(value) && !/(^|\.)\d+$/.test(value), 'it is not a domain in lower case', "write the bare name, such as 'ml.example.org', without scheme, * or path"),
  issuer: text(isIssuer, 'it is not the address of an issuer', "write it as 'https://login.example.org/realms/ml', without query or fragment"),
  className: text(isSubdomain, 'it is not the name of a class', "write the name of one that `kubectl get` lists, such as 'fast-ssd' or 'nginx'"),
  prometheusLabel: text(value => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(value) && !value.startsWith('__'), 'it is not a name for a label of Prometheus',
    "use letters, digits and _, without a digit or __ in front, such as 'cluster'"),
  user: whole(1, 2147483647, 'it is not the id of a user who is not root', 'use a whole number from 1 to 2147483647'),
  group: whole(0, 2147483647, 'it is not the id of a group', 'use a whole number from 0 to 2147483647'),
  seconds: whole(0, 2147483647, 'it is not a number of seconds', 'use a whole number of at least 0'),
  period: whole(1, 2147483647, 'it is not a number that a check can take', 'use a whole number of at least 1'),
  count: whole(0, 2147483647, 'it is not a number of things', 'use a whole number of at least 0'),
  path: text(isPath, 'it is not an absolute path', "write it as '/data', without : and .."),
  subPath: text(value => value !== '' && !value.startsWith('/') && !value.split('/').includes('..'), 'it is not a path below the volume', "write it as 'models/a', without / in front and .."),
  httpPath: text(value => /^\/[^\s]*$/.test(value), 'it is not the path of a request', "write it as '/health', with / in front"),
  email: text(value => /^[^\s@<>]+@[^\s@<>]+$/.test(value) || /^[^<>\n]+<[^\s@<>]+@[^\s@<>]+>$/.test(value), 'it is not an address of mail', "write it as 'alerts@example.org'"),
  rbacName: text(value => /^[^/%\s]+$/.test(value) && value !== '.' && value !== '..', 'it is not a name that RBAC takes', 'write the plain name, without /, % and blanks'),
} as const satisfies Record<string, Validator>;
