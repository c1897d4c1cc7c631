/** The buffers of a stream's sender and receiver for messages in flight. */
@NullMarked
package dev.faultline.link.stream;

import org.jspecify.annotations.NullMarked;
