package dev.faultline.runtime.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An array of C's {@code mmsghdr}, each with one {@code iovec}, a socket address and room for one
 * control message, laid out for 64-bit Linux.
 */
final class MessageHeaders {
  private static final int HEADER_BYTES = 64;
  private static final int NAME = 0;
  private static final int NAME_BYTES = 8;
  private static final int VECTOR = 16;
  private static final int VECTORS = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_BYTES = 40;
  private static final int TRANSFERRED = 56;

  /** A {@code cmsghdr}: length, level, type, then the value, padded to 8 bytes. */
  private static final int CONTROL_ROOM = 24;

  private static final int CONTROL_LEVEL = 8;
  private static final int CONTROL_TYPE = 12;
  private static final int CONTROL_VALUE = 16;

  private final MemorySegment headers;
  private final MemorySegment vectors;
  private final MemorySegment names;
  private final MemorySegment controls;

  MessageHeaders(Arena arena, int count) {
    headers = arena.allocate((long) count * HEADER_BYTES, 8);
    vectors = arena.allocate(count * 16L, 8);
    names = arena.allocate((long) count * SocketAddressBytes.BYTES, 8);
    controls = arena.allocate((long) count * CONTROL_ROOM, 8);
    for (int i = 0; i < count; i++) {
      long header = header(i);
      headers.set(JAVA_LONG, header + NAME, names.address() + name(i));
      headers.set(JAVA_LONG, header + VECTOR, vectors.address() + i * 16L);
      headers.set(JAVA_LONG, header + VECTORS, 1);
    }
  }

  long address() {
    return headers.address();
  }

  long address(int index) {
    return headers.address() + header(index);
  }

  /** Names the memory that the message is read from or written to. */
  void memory(int index, long address, long bytes) {
    vectors.set(JAVA_LONG, index * 16L, address);
    vectors.set(JAVA_LONG, index * 16L + 8, bytes);
  }

  void destination(int index, boolean ipv6, UdpAddress to) {
    int bytes = SocketAddressBytes.write(names, name(index), ipv6, to);
    headers.set(JAVA_INT, header(index) + NAME_BYTES, bytes);
  }

  /** The kernel is to cut the message into datagrams of this size, or not at all for 0. */
  void segmentBytes(int index, int bytes) {
    long control = (long) index * CONTROL_ROOM;
    headers.set(JAVA_LONG, header(index) + CONTROL, bytes == 0 ? 0 : controls.address() + control);
    headers.set(JAVA_LONG, header(index) + CONTROL_BYTES, bytes == 0 ? 0 : CONTROL_ROOM);
    controls.set(JAVA_LONG, control, CONTROL_VALUE + 2);
    controls.set(JAVA_INT, control + CONTROL_LEVEL, Posix.SOL_UDP);
    controls.set(JAVA_INT, control + CONTROL_TYPE, Posix.UDP_SEGMENT);
    controls.set(JAVA_SHORT, control + CONTROL_VALUE, (short) bytes);
  }

  /** Makes the header ready for the kernel to fill in the sender and the control message. */
  void expectAny(int index) {
    long header = header(index);
    headers.set(JAVA_INT, header + NAME_BYTES, SocketAddressBytes.BYTES);
    headers.set(JAVA_LONG, header + CONTROL, controls.address() + (long) index * CONTROL_ROOM);
    headers.set(JAVA_LONG, header + CONTROL_BYTES, CONTROL_ROOM);
  }

  int transferred(int index) {
    return headers.get(JAVA_INT, header(index) + TRANSFERRED);
  }

  /** The size of the datagrams that the kernel has coalesced, or 0 if it was one. */
  int coalescedBytes(int index) {
    long control = (long) index * CONTROL_ROOM;
    if (headers.get(JAVA_LONG, header(index) + CONTROL_BYTES) < CONTROL_VALUE + 4
        || controls.get(JAVA_INT, control + CONTROL_LEVEL) != Posix.SOL_UDP
        || controls.get(JAVA_INT, control + CONTROL_TYPE) != Posix.UDP_GRO) {
      return 0;
    }
    return controls.get(JAVA_INT, control + CONTROL_VALUE);
  }

  long sourceHigh(int index) {
    return SocketAddressBytes.high(names, name(index));
  }

  long sourceLow(int index) {
    return SocketAddressBytes.low(names, name(index));
  }

  int sourcePort(int index) {
    return SocketAddressBytes.port(names, name(index));
  }

  private static long header(int index) {
    return (long) index * HEADER_BYTES;
  }

  private static long name(int index) {
    return (long) index * SocketAddressBytes.BYTES;
  }
}
