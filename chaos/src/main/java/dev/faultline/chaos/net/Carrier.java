package dev.faultline.chaos.net;

import java.net.InetSocketAddress;
import java.util.List;

/** The sockets of a proxy that is enabled. Thread-safe. */
public interface Carrier {
  /** Where clients connect to: with the real port where 0 was asked for. */
  InetSocketAddress address();

  /** From now on these toxics are at work; returns when all connections know. */
  void replaceToxics(List<Planted> now);

  /** Stops listening and closes all connections; returns when the address is free again. */
  void stop();

  /** Resets one connection; false where there is none of this number. */
  boolean kill(long number);

  /** The connections that live, in the order in which they came. */
  List<ConnectionView> connections();

  /** How many live; waits for nothing. */
  int openConnections();
}
