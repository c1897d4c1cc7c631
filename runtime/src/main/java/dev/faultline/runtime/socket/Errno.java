package dev.faultline.runtime.socket;

/** Names of Linux's error numbers; also where the JVM may not call the system itself. */
final class Errno {
  private Errno() {}

  /** The name of an error number, as {@code errno.h} has it, for those that sockets give. */
  static String name(int error) {
    return switch (error) {
      case Posix.EPERM -> "EPERM";
      case Posix.EINTR -> "EINTR";
      case Posix.EIO -> "EIO";
      case 9 -> "EBADF";
      case Posix.EAGAIN -> "EAGAIN";
      case Posix.ENOMEM -> "ENOMEM";
      case Posix.EACCES -> "EACCES";
      case 14 -> "EFAULT";
      case Posix.EINVAL -> "EINVAL";
      case Posix.ENFILE -> "ENFILE";
      case Posix.EMFILE -> "EMFILE";
      case 32 -> "EPIPE";
      case 88 -> "ENOTSOCK";
      case 89 -> "EDESTADDRREQ";
      case Posix.EMSGSIZE -> "EMSGSIZE";
      case 92 -> "ENOPROTOOPT";
      case 95 -> "EOPNOTSUPP";
      case Posix.EAFNOSUPPORT -> "EAFNOSUPPORT";
      case Posix.EADDRINUSE -> "EADDRINUSE";
      case Posix.EADDRNOTAVAIL -> "EADDRNOTAVAIL";
      case 100 -> "ENETDOWN";
      case Posix.ENETUNREACH -> "ENETUNREACH";
      case Posix.ENOBUFS -> "ENOBUFS";
      case 107 -> "ENOTCONN";
      case Posix.ECONNREFUSED -> "ECONNREFUSED";
      case 112 -> "EHOSTDOWN";
      case Posix.EHOSTUNREACH -> "EHOSTUNREACH";
      default -> "errno " + error;
    };
  }
}
