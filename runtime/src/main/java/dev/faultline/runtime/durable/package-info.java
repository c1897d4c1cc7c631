/**
 * Messages that are processed exactly once, even if either process is killed: a {@link
 * dev.faultline.runtime.durable.DurableNode} sends on named channels and handles the messages of
 * other nodes.
 */
@NullMarked
package dev.faultline.runtime.durable;

import org.jspecify.annotations.NullMarked;
