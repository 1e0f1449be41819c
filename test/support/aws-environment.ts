/** Lets the AWS SDK find these credentials, or none at all, and no other ones of this machine; gives back what undoes it. */
export function useAwsEnvironment(credentials: { accessKeyId: string; secretAccessKey: string } | null): () => void {
  const before = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
  forgetAwsEnvironment();
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(credentials === null
      ? {}
      : { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey }),
  });
  return () => {
    forgetAwsEnvironment();
    Object.assign(process.env, Object.fromEntries(before));
  };
}

function forgetAwsEnvironment(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
}
