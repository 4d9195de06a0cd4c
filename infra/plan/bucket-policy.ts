/**
 * The policy of the artifact user: the objects of one bucket, and nothing else (no other bucket, no bucket settings,
 * no versions of deleted objects). The actions are those that MLflow's S3 artifact repository calls.
 */
export function bucketPolicy(bucket: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        Resource: [`arn:aws:s3:::${bucket}`],
      },
      {
        Effect: 'Allow',
        Action: [
          's3:AbortMultipartUpload',
          's3:DeleteObject',
          's3:GetObject',
          's3:ListMultipartUploadParts',
          's3:PutObject',
        ],
        Resource: [`arn:aws:s3:::${bucket}/*`],
      },
    ],
  }
}
