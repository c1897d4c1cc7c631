/**
 * What a stream sends: messages that are held back, the ring of chunks that they are packed into,
 * what became of each chunk, and the outbox of those that lie in the journal. Not exported.
 */
@NullMarked
package dev.faultline.link.stream;

import org.jspecify.annotations.NullMarked;
