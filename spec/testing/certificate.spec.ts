import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { loopbackCertificate } from '../../lib/testing/certificate.js';

describe('the certificate of a receiver', () => {
  it('is for loopback alone, vouches for itself, and has a key of its own', () => {
    const { cert, key } = loopbackCertificate();
    const certificate = new X509Certificate(cert);
    expect(certificate.subjectAltName).toBe('IP Address:127.0.0.1, DNS:localhost');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(loopbackCertificate().key).not.toBe(key);
  });

  it('is valid whatever a test has made of the date', () => {
    const { validFrom, validTo } = new X509Certificate(loopbackCertificate().cert);
    expect([validFrom, validTo]).toEqual(['Jan  1 00:00:00 2000 GMT', 'Dec 31 23:59:59 2049 GMT']);
  });

  it('is well-formed however its numbers fall', () => {
    for (let i = 0; i < 100; i += 1) {
      const { serialNumber } = new X509Certificate(loopbackCertificate().cert);
      expect(serialNumber).toMatch(/^01[0-9A-F]{30}$/);
    }
  });
});
