package dev.faultline.runtime.socket;

/**
 * What a failed {@code sendmsg} or {@code recvmsg} means. No error of one send ends a socket: a
 * datagram is lost at worst, as the network may lose any, and is counted. {@code docs/runtime.md}
 * has the same table, and a test compares the two.
 */
enum SendFailure {
  /** The kernel has no room now: the caller keeps what was not taken, and tries again later. */
  NO_ROOM,
  /** The call was interrupted before it did anything: it is made again. */
  AGAIN,
  /** The datagram is longer than the device or the path takes: lost, and counted as oversized. */
  TOO_LONG,
  /**
   * Lost, and counted by number. Whether the cause is this receiver (a port nobody can send to, no
   * route, a firewall) or the machine (no memory) makes no difference to the link: it sends again.
   */
  LOST;

  /** What an error number of Linux means for the datagram that was being sent. */
  static SendFailure of(int errno) {
    return switch (errno) {
      case Posix.EAGAIN, Posix.ENOBUFS -> NO_ROOM;
      case Posix.EINTR -> AGAIN;
      case Posix.EMSGSIZE -> TOO_LONG;
      default -> LOST;
    };
  }
}
