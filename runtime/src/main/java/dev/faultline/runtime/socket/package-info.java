/**
 * UDP in batches on memory outside the heap. {@link dev.faultline.runtime.socket.UdpSocket} is the
 * interface; {@link dev.faultline.runtime.socket.UdpSockets} opens the fastest back end that the
 * machine has: system calls with segmentation offload (GSO) and coalescing (GRO), or the JDK's
 * {@code DatagramChannel}.
 */
@NullMarked
package dev.faultline.runtime.socket;

import org.jspecify.annotations.NullMarked;
