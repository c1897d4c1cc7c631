/**
 * Messages for threads other than the driver's: a {@link dev.faultline.runtime.channel.LinkNode}
 * has a thread of its own, and each of its sessions is a {@link
 * dev.faultline.runtime.channel.Channel}.
 */
@NullMarked
package dev.faultline.runtime.channel;

import org.jspecify.annotations.NullMarked;
