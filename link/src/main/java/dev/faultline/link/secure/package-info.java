/**
 * Protected links: the layer that encrypts and authenticates whole packets, and the interfaces
 * through which it uses cryptography.
 */
@NullMarked
package dev.faultline.link.secure;

import org.jspecify.annotations.NullMarked;
