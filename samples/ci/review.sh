#!/usr/bin/env bash
# Reviews an account with read tools alone and prints a report in Markdown. Ends with 1 if something needs a person, with 2 if it could not look.
set -uo pipefail
export INFRA_READ_ONLY=1
regions=${1:-$AWS_REGION}
found=0

# section TITLE COMMAND...: a heading and the rows, if there are any.
section() {
  local title=$1 rows code
  shift
  rows=$(infra "$@" --output csv)
  code=$?
  # 5: some of the regions did not answer, or there is more. What was found is printed all the same.
  if [ "$code" -ne 0 ] && [ "$code" -ne 5 ]; then echo "::error::$title: infra $* ended with $code" >&2; exit 2; fi
  [ "$(printf '%s\n' "$rows" | wc -l)" -gt 1 ] || return 0
  found=1
  printf '\n## %s\n\n```text\n%s\n```\n' "$title" "$rows"
}

printf '# Review of %s, %s\n' "$(infra account whoami --query account --output text)" "$(date -u +%F)"
section "SSH open to the world" list vpc security-groups --open-to-world --port 22 --region "$regions" --columns id,name,vpcId
section "Public or unencrypted buckets" list s3 --exposed
section "Volumes attached to nothing" list ec2 volumes --state available --region "$regions" --all --columns id,name,sizeGib
section "Addresses that nothing uses" list ec2 addresses --unused --region "$regions"
section "Access keys unused for 90 days" list iam access-keys --unused-days 90
section "Functions whose runtime ends" list lambda --ends-within-days 90 --region "$regions" --columns name,runtime
[ "$found" -eq 1 ] || printf '\nNothing to do.\n'
exit "$found"
