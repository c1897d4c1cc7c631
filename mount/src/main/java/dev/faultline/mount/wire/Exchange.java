package dev.faultline.mount.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.faultline.mount.sys.Pages;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * One request of the kernel and the answer to it, in memory that a thread uses again and again. The
 * layouts are those of {@code linux/fuse.h}, version 7.
 */
public final class Exchange {
  /** What the kernel may send at once in a write. */
  public static final int MAX_WRITE = 1 << 20;

  /** {@code fuse_in_header}. */
  public static final int IN_HEADER = 40;

  /** {@code fuse_out_header}. */
  public static final int OUT_HEADER = 16;

  private static final int ROOM = MAX_WRITE + 4096;

  private final MemorySegment in;
  private final MemorySegment out;
  private int answered;

  public Exchange(Arena arena) {
    in = Pages.allocate(arena, ROOM);
    out = Pages.allocate(arena, ROOM);
  }

  /** Where to read a request to. */
  public long requestAddress() {
    return in.address();
  }

  /** How much may be read at once: the kernel refuses less room than its largest request needs. */
  public long requestRoom() {
    return ROOM;
  }

  /** Begins with the request that has just been read. */
  public void begin() {
    answered = 0;
  }

  public int requestLength() {
    return in.get(JAVA_INT_UNALIGNED, 0);
  }

  public int opcode() {
    return in.get(JAVA_INT_UNALIGNED, 4);
  }

  public long unique() {
    return in.get(JAVA_LONG_UNALIGNED, 8);
  }

  public long node() {
    return in.get(JAVA_LONG_UNALIGNED, 16);
  }

  public int user() {
    return in.get(JAVA_INT_UNALIGNED, 24);
  }

  public int group() {
    return in.get(JAVA_INT_UNALIGNED, 28);
  }

  public int process() {
    return in.get(JAVA_INT_UNALIGNED, 32);
  }

  /** An argument of 32 bits, {@code offset} bytes behind the header. */
  public int int32(int offset) {
    return in.get(JAVA_INT_UNALIGNED, IN_HEADER + offset);
  }

  /** An argument of 64 bits, {@code offset} bytes behind the header. */
  public long int64(int offset) {
    return in.get(JAVA_LONG_UNALIGNED, IN_HEADER + offset);
  }

  /** Has the request say something else. */
  public void replace32(int offset, int value) {
    in.set(JAVA_INT_UNALIGNED, IN_HEADER + offset, value);
  }

  /** Has the request say something else. */
  public void replace64(int offset, long value) {
    in.set(JAVA_LONG_UNALIGNED, IN_HEADER + offset, value);
  }

  /** A copy of bytes of the request, {@code offset} bytes behind the header. */
  public byte[] bytes(int offset, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(in, JAVA_BYTE, IN_HEADER + offset, bytes, 0, length);
    return bytes;
  }

  /** Whether the answer says that it failed. */
  public boolean hasFailed() {
    return answered > 0 && out.get(JAVA_INT_UNALIGNED, 4) != 0;
  }

  /** What the answer says, {@code offset} bytes behind its header. */
  public int answered32(int offset) {
    return out.get(JAVA_INT_UNALIGNED, OUT_HEADER + offset);
  }

  /** What the answer says, {@code offset} bytes behind its header. */
  public long answered64(int offset) {
    return out.get(JAVA_LONG_UNALIGNED, OUT_HEADER + offset);
  }

  /** The address of an argument; names end with a zero byte there. */
  public long address(int offset) {
    return in.address() + IN_HEADER + offset;
  }

  /** How long the name {@code offset} bytes behind the header is, without its zero byte. */
  public int nameLength(int offset) {
    int length = 0;
    while (in.get(JAVA_BYTE, IN_HEADER + offset + length) != 0) {
      length++;
    }
    return length;
  }

  /** The name {@code offset} bytes behind the header. */
  public String name(int offset) {
    byte[] bytes = new byte[nameLength(offset)];
    MemorySegment.copy(in, JAVA_BYTE, IN_HEADER + offset, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Where the answer's bytes behind its header begin. */
  public long answerAddress() {
    return out.address() + OUT_HEADER;
  }

  /** How many bytes the answer has room for. */
  public int answerRoom() {
    return ROOM - OUT_HEADER;
  }

  /** The answer's bytes behind its header. */
  public MemorySegment answer() {
    return out.asSlice(OUT_HEADER);
  }

  public void put16(int offset, int value) {
    out.set(JAVA_SHORT_UNALIGNED, OUT_HEADER + offset, (short) value);
  }

  public void put32(int offset, int value) {
    out.set(JAVA_INT_UNALIGNED, OUT_HEADER + offset, value);
  }

  public void put64(int offset, long value) {
    out.set(JAVA_LONG_UNALIGNED, OUT_HEADER + offset, value);
  }

  /** Zeroes the first bytes of the answer. */
  public void clear(int bytes) {
    out.asSlice(OUT_HEADER, bytes).fill((byte) 0);
  }

  /** Ends the answer: nothing but that it worked. */
  public void done() {
    finish(0, 0);
  }

  /** Ends the answer: it worked, and these many bytes stand behind the header. */
  public void done(int bytes) {
    finish(0, bytes);
  }

  /** Ends the answer: it failed with {@code -errno}. */
  public void failed(long negatedErrno) {
    finish((int) negatedErrno, 0);
  }

  private void finish(int error, int bytes) {
    out.set(JAVA_INT_UNALIGNED, 0, OUT_HEADER + bytes);
    out.set(JAVA_INT_UNALIGNED, 4, error);
    out.set(JAVA_LONG_UNALIGNED, 8, unique());
    answered = OUT_HEADER + bytes;
  }

  /** How many bytes to write back; 0 where the kernel waits for no answer. */
  public int answered() {
    return answered;
  }

  /** Where the bytes to write back begin. */
  public long answeredAddress() {
    return out.address();
  }
}
