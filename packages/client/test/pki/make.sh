#!/bin/sh
# Makes the certificates of the tests anew: sh make.sh (wants openssl 3). They are valid for a hundred years.
set -eu
cd "$(dirname "$0")"
rm -f ./*.pem ./*.p12 ./*.der ./*.srl
DAYS=36500

ca() { # name
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days $DAYS -keyout "$1.key.pem" -out "$1.pem" \
    -subj "/CN=$1" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

leaf() { # name, CA, subjectAltName, days
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key.pem" -out "$1.csr" -subj "/CN=$1"
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$3" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key.pem" -CAcreateserial -days "$4" -extfile "$1.ext" -out "$1.pem"
  rm "$1.csr" "$1.ext"
}

ca ca
ca other-ca
leaf broker ca DNS:localhost,IP:127.0.0.1 $DAYS
leaf elsewhere ca DNS:elsewhere.example $DAYS
leaf expired ca DNS:localhost,IP:127.0.0.1 -1
leaf stranger other-ca DNS:localhost,IP:127.0.0.1 $DAYS
leaf client ca DNS:client $DAYS
openssl pkcs8 -topk8 -in client.key.pem -out client.encrypted.key.pem -passout pass:secret
openssl pkcs12 -export -in client.pem -inkey client.key.pem -certfile ca.pem -out client.p12 -passout pass:secret
openssl x509 -in ca.pem -outform DER -out ca.der
rm -f ./*.srl ca.key.pem.bak other-ca.key.pem

# A revocation list with the broker's certificate on it.
touch index.txt
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=36500\n' > ca.cnf
openssl ca -config ca.cnf -revoke broker.pem -keyfile ca.key.pem -cert ca.pem
openssl ca -config ca.cnf -gencrl -keyfile ca.key.pem -cert ca.pem -out crl.pem
rm -f index.txt* ca.cnf ca.key.pem
