/**
 * Keys and the cryptography of protected links: a Noise handshake, and AES-256-GCM for packets. The
 * state machine that uses it is {@link dev.faultline.link.secure.SecureLayer}.
 */
@NullMarked
package dev.faultline.runtime.secure;

import org.jspecify.annotations.NullMarked;
