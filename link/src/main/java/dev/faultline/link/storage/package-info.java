/** What durable links ask of a storage. */
@NullMarked
package dev.faultline.link.storage;

import org.jspecify.annotations.NullMarked;
