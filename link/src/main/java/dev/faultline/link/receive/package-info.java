/**
 * What comes of a session's streams: packets to chunks, chunks to messages, messages to the
 * application, and what the sender is told of that. Not exported.
 */
@NullMarked
package dev.faultline.link.receive;

import org.jspecify.annotations.NullMarked;
