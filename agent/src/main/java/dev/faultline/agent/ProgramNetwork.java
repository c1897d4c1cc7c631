package dev.faultline.agent;

import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.SocketImpl;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;

/** The network that a program sees. All methods are called by threads of the program. */
public interface ProgramNetwork {
  /**
   * What is behind a new socket.
   *
   * @param server whether it is to listen
   */
  SocketImpl socket(boolean server);

  /** What is behind a new socket of datagrams. */
  DatagramSocketImpl datagramSocket();

  /** Where channels and selectors come from. */
  SelectorProvider selectors();

  /**
   * The addresses that a name has.
   *
   * @throws UnknownHostException when it has none
   */
  InetAddress[] addresses(String name) throws UnknownHostException;

  /** The name that an address has, or the address as text. */
  String name(InetAddress address);

  /** The address of the program's own machine, with its name. */
  InetAddress localHost();
}
