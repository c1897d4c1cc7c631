/**
 * Protected links: the layer that encrypts and authenticates whole packets, and what it asks of a
 * cryptography.
 */
@NullMarked
package dev.faultline.link.secure;

import org.jspecify.annotations.NullMarked;
