package dev.faultline.chaos.net;

import java.net.InetSocketAddress;
import java.util.List;

/** The sockets of a proxy that is enabled. Thread-safe. */
public interface Carrier {
  /** The address that clients connect to, with the real port if 0 was requested. */
  InetSocketAddress address();

  /** Puts these toxics into effect; returns when all connections use them. */
  void replaceToxics(List<Planted> now);

  /** Stops listening and closes all connections; returns when the address is free again. */
  void stop();

  /** Resets one connection; returns false if no connection has this number. */
  boolean kill(long number);

  /** The open connections, in the order in which they were accepted. */
  List<ConnectionView> connections();

  /**
   * Counts the clients that the system has refused for a toxic so far, where this process
   * {@linkplain #seesRefused may}; others are not counted.
   */
  default void countRefused() {}

  /** Whether this process may count the clients that the system refuses: it takes CAP_NET_RAW. */
  static boolean seesRefused() {
    return RefusedCount.isPossible();
  }

  /** How many connections are open; never blocks. */
  int openConnections();
}
