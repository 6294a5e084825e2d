#!/bin/sh
# An authority of your own and one certificate for each host of the cluster: PostgreSQL, etcd and Patroni know each other by it.
# certificates.sh FOLDER NAME=ADDRESS …      for example: certificates.sh tls db1=10.66.0.11 db2=10.66.0.12 db3=10.66.0.13
# Makes FOLDER/ca.crt, FOLDER/NAME.crt and FOLDER/NAME.key, and keeps what is there. FOLDER/ca.key stays off the hosts.
set -eu
folder=$1
shift
umask 077
mkdir -p "$folder"
new_key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

if [ ! -e "$folder/ca.key" ]; then
    openssl req -x509 $new_key -days 3650 -subj "/CN=Mashang cluster" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout "$folder/ca.key" -out "$folder/ca.crt" 2>/dev/null
fi
for host in "$@"; do
    name=${host%%=*}
    [ ! -e "$folder/$name.crt" ] || continue
    openssl req $new_key -subj "/CN=$name" -keyout "$folder/$name.key" -out "$folder/$name.csr" 2>/dev/null
    printf '%s\n' "subjectAltName=DNS:$name,DNS:localhost,IP:${host#*=},IP:127.0.0.1" \
        "extendedKeyUsage=serverAuth,clientAuth" "basicConstraints=CA:false" >"$folder/$name.ext"
    openssl x509 -req -in "$folder/$name.csr" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -CAcreateserial \
        -days 1825 -extfile "$folder/$name.ext" -out "$folder/$name.crt" 2>/dev/null
    rm "$folder/$name.csr" "$folder/$name.ext"
done
chmod 0644 "$folder"/*.crt
