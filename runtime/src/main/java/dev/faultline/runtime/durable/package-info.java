/**
 * Messages that are processed exactly once though either process is killed: a {@link
 * dev.faultline.runtime.durable.DurableNode} sends on named channels and handles what others send.
 */
@NullMarked
package dev.faultline.runtime.durable;

import org.jspecify.annotations.NullMarked;
