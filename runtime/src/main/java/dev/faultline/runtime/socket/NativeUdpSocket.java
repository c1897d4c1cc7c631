package dev.faultline.runtime.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.faultline.runtime.udp.UdpException;
import dev.faultline.runtime.udp.UdpOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket through the kernel's own calls. Where the kernel has GSO, one {@code sendmsg} hands over
 * up to 64 datagrams as one buffer; otherwise {@code sendmmsg} hands them over one by one in one
 * call. A path that GSO does not work on (a device without checksum offload, IPsec, a socket
 * without checksums) answers EIO or EINVAL: from then on this socket sends the plain way, unless it
 * was only that the device takes no datagrams of that length.
 */
final class NativeUdpSocket implements UdpSocket {
  /** {@code UDP_MAX_SEGMENTS} of the kernels before 6.9; newer ones take more. */
  private static final int SEGMENTS_MAX = 64;

  private static final int PLAIN_MAX = 64;

  /** After so many receives that brought nothing, the kernel is asked why. */
  private static final int FAILURES_UNEXPLAINED = 256;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment errno = arena.allocate(Posix.ERRNO_LAYOUT);
  private final MemorySegment wakeErrno = arena.allocate(Posix.ERRNO_LAYOUT);
  private final MessageHeaders sending = new MessageHeaders(arena, PLAIN_MAX);
  private final MessageHeaders receiving = new MessageHeaders(arena, ReceivedBatch.MESSAGES_MAX);
  private final MemorySegment polled = arena.allocate(16, 8);
  private final MemorySegment counter = arena.allocate(16, 8);

  /** Below 0 before it is open; 0 is a descriptor like others. */
  private int fd = -1;

  private int wakeFd = -1;
  private final boolean ipv6;
  private final boolean coalesces;
  private final InetSocketAddress local;
  private boolean segments;
  private @Nullable UdpAddress destination;
  private int addressed;
  private @Nullable ReceivedBatch armed;
  private int used;
  private int failures;
  private long oversized;
  private final ErrnoCounts errors = new ErrnoCounts();
  private boolean closed;

  NativeUdpSocket(InetSocketAddress bind, UdpOptions options) {
    ipv6 = bind.getAddress() instanceof Inet6Address;
    fd =
        opened(
            Posix.socket(
                errno, ipv6 ? Posix.AF_INET6 : Posix.AF_INET, Posix.SOCK_DGRAM_NONBLOCK_CLOEXEC),
            bind);
    wakeFd = opened(Posix.eventfd(errno), bind);
    if (ipv6) {
      set(Posix.IPPROTO_IPV6, Posix.IPV6_V6ONLY, 0);
    }
    if (!options.fragmentation()) {
      // On an IPv6 socket too, for peers whose IPv4 addresses are mapped into IPv6's.
      set(Posix.IPPROTO_IP, Posix.IP_MTU_DISCOVER, Posix.PMTUDISC_PROBE);
      if (ipv6) {
        set(Posix.IPPROTO_IPV6, Posix.IPV6_MTU_DISCOVER, Posix.PMTUDISC_PROBE);
      }
    }
    set(Posix.SOL_SOCKET, Posix.SO_RCVBUF, options.bufferBytes());
    set(Posix.SOL_SOCKET, Posix.SO_SNDBUF, options.bufferBytes());
    // The probe: a kernel without GSO does not know the option. 0 leaves plain sends as they are.
    segments = options.segmentation() && set(Posix.SOL_UDP, Posix.UDP_SEGMENT, 0) == 0;
    coalesces = options.segmentation() && set(Posix.SOL_UDP, Posix.UDP_GRO, 1) == 0;
    MemorySegment name = SocketAddressBytes.allocate(arena);
    int nameBytes = SocketAddressBytes.write(name, 0, ipv6, UdpAddress.of(bind));
    opened(Posix.bind(errno, fd, name.address(), nameBytes), bind);
    local = boundAddress(name);
    polled.set(JAVA_INT, 0, fd);
    polled.set(JAVA_SHORT, 4, Posix.POLLIN);
    polled.set(JAVA_INT, 8, wakeFd);
    polled.set(JAVA_SHORT, 12, Posix.POLLIN);
    counter.set(JAVA_LONG, 8, 1);
  }

  private int opened(int result, InetSocketAddress bind) {
    if (result < 0) {
      close();
      throw new UdpException("cannot open a UDP socket at " + bind + ": " + Posix.explain(-result));
    }
    return result;
  }

  private int set(int level, int name, int value) {
    MemorySegment memory = arena.allocate(JAVA_INT);
    memory.set(JAVA_INT, 0, value);
    return Posix.setsockopt(errno, fd, level, name, memory);
  }

  private InetSocketAddress boundAddress(MemorySegment name) {
    MemorySegment length = arena.allocate(JAVA_INT);
    length.set(JAVA_INT, 0, SocketAddressBytes.BYTES);
    Posix.getsockname(errno, fd, name.address(), length.address());
    return new UdpAddress(
            SocketAddressBytes.high(name, 0),
            SocketAddressBytes.low(name, 0),
            SocketAddressBytes.port(name, 0))
        .toSocketAddress();
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public String describe() {
    return "native" + (segments ? ", GSO" : "") + (coalesces ? ", GRO" : "");
  }

  @Override
  public boolean segments() {
    return segments;
  }

  @Override
  public boolean reaches(UdpAddress peer) {
    return ipv6 || peer.isIpv4();
  }

  @Override
  public int send(MemorySegment data, long offset, int bytes, int datagramBytes, UdpAddress to) {
    if (!reaches(to)) {
      errors.add(Posix.EAFNOSUPPORT);
      return bytes;
    }
    if (to != destination) {
      destination = to;
      addressed = 0;
    }
    long address = data.address() + offset;
    int sent = 0;
    while (sent < bytes) {
      int left = bytes - sent;
      int taken =
          segments && left > datagramBytes
              ? sendSegments(address + sent, left, datagramBytes, to)
              : sendPlain(address + sent, left, datagramBytes, to);
      if (taken < 0) {
        break;
      }
      sent += taken;
    }
    return sent;
  }

  /** Returns the bytes taken; 0 to be called again; below 0 when the socket would block. */
  private int sendSegments(long address, int left, int datagramBytes, UdpAddress to) {
    int datagrams = Math.min(SEGMENTS_MAX, DATAGRAM_BYTES_MAX / datagramBytes);
    int chunk = Math.min(left, datagrams * datagramBytes);
    address(1, to);
    sending.memory(0, address, chunk);
    sending.segmentBytes(0, chunk > datagramBytes ? datagramBytes : 0);
    long result = Posix.sendmsg(errno, fd, sending.address());
    if (result == -Posix.EIO || result == -Posix.EINVAL || result == -Posix.EMSGSIZE) {
      return sendUnsegmented(address, left, datagramBytes, to);
    }
    return result >= 0 ? chunk : failed((int) -result, chunk);
  }

  /**
   * After GSO was refused. If the datagrams cannot be sent without it either, GSO is not to blame:
   * they are longer than what the device takes, for which older kernels say EINVAL and newer ones
   * EMSGSIZE, or nobody can send to this receiver, which anybody can make of itself by claiming
   * port 0. A shorter datagram at the end of the run is sent none the less.
   */
  private int sendUnsegmented(long address, int left, int datagramBytes, UdpAddress to) {
    long before = errors.total();
    int taken = sendPlain(address, left, datagramBytes, to);
    segments = errors.total() > before || taken <= 0;
    return taken;
  }

  private int sendPlain(long address, int left, int datagramBytes, UdpAddress to) {
    int count = Math.min(PLAIN_MAX, (left + datagramBytes - 1) / datagramBytes);
    address(count, to);
    for (int i = 0; i < count; i++) {
      int from = i * datagramBytes;
      sending.memory(i, address + from, Math.min(datagramBytes, left - from));
      sending.segmentBytes(i, 0);
    }
    int result = Posix.sendmmsg(errno, fd, sending.address(), count);
    return result >= 0
        ? Math.min(left, result * datagramBytes)
        : failed(-result, Math.min(left, datagramBytes));
  }

  /** Writes the destination into the first {@code count} headers that do not have it yet. */
  private void address(int count, UdpAddress to) {
    for (; addressed < count; addressed++) {
      sending.destination(addressed, ipv6, to);
    }
  }

  /**
   * What a failed send means for {@code bytes} bytes: their number if they are lost, 0 to call
   * again, below 0 when the socket has no room.
   */
  private int failed(int error, int bytes) {
    SendFailure failure = SendFailure.of(error);
    if (failure == SendFailure.LOST || failure == SendFailure.TOO_LONG) {
      errors.add(error);
    }
    return switch (failure) {
      case NO_ROOM -> -1;
      case AGAIN -> 0;
      case TOO_LONG -> {
        oversized++;
        yield bytes;
      }
      case LOST -> bytes;
    };
  }

  @Override
  public int receive(ReceivedBatch batch) {
    arm(batch);
    int count =
        ++failures < FAILURES_UNEXPLAINED
            ? Posix.recvmmsgPlain(fd, receiving.address(), ReceivedBatch.MESSAGES_MAX)
            : Posix.recvmmsg(errno, fd, receiving.address(), ReceivedBatch.MESSAGES_MAX);
    if (count < 0) {
      return failures < FAILURES_UNEXPLAINED ? 0 : nothing(-count);
    }
    failures = 0;
    used = count;
    for (int i = 0; i < count; i++) {
      int bytes = receiving.transferred(i);
      int coalesced = receiving.coalescedBytes(i);
      batch.bytes[i] = bytes;
      batch.datagramBytes[i] = coalesced > 0 ? coalesced : Math.max(1, bytes);
      batch.high[i] = receiving.sourceHigh(i);
      batch.low[i] = receiving.sourceLow(i);
      batch.port[i] = receiving.sourcePort(i);
    }
    return count;
  }

  /** Makes the headers ready that the last call has used, or all for another batch. */
  private void arm(ReceivedBatch batch) {
    if (batch != armed) {
      for (int i = 0; i < ReceivedBatch.MESSAGES_MAX; i++) {
        receiving.memory(
            i, batch.memory.address() + batch.offset(i), ReceivedBatch.MESSAGE_BYTES_MAX);
      }
      armed = batch;
      used = ReceivedBatch.MESSAGES_MAX;
    }
    for (int i = 0; i < used; i++) {
      receiving.expectAny(i);
    }
    used = 0;
  }

  /** Whatever the reason is, nothing has come: there is no error that a later receive repeats. */
  private int nothing(int error) {
    failures = 0;
    if (error != Posix.EAGAIN && error != Posix.EINTR) {
      errors.add(error);
    }
    return 0;
  }

  @Override
  public void await(long timeoutNanos) {
    // Rounded up, so that nobody polls with 0 again and again until a deadline comes.
    long millis = Math.min(Integer.MAX_VALUE, (timeoutNanos + 999_999) / 1_000_000);
    Posix.poll(errno, polled.address(), 2, (int) millis);
    if (polled.get(JAVA_SHORT, 14) != 0) {
      Posix.read(errno, wakeFd, counter.address(), 8);
    }
  }

  @Override
  public synchronized void wakeup() {
    if (!closed) {
      Posix.write(wakeErrno, wakeFd, counter.address() + 8, 8);
    }
  }

  @Override
  public long oversized() {
    return oversized;
  }

  @Override
  public ErrnoCounts errors() {
    return errors;
  }

  /** For tests: what the socket does when a send fails so. */
  int afterFailure(int error, int bytes) {
    return failed(error, bytes);
  }

  /** For tests: what the socket does when a receive fails so. */
  int afterFailedReceive(int error) {
    return nothing(error);
  }

  /** For tests: sets an option on the socket, as {@code setsockopt} does. */
  int option(int level, int name, int value) {
    return set(level, name, value);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (fd >= 0) {
        Posix.close(errno, fd);
      }
      if (wakeFd >= 0) {
        Posix.close(errno, wakeFd);
      }
      arena.close();
    }
  }
}
