package dev.faultline.jvm.net;

/** What the machines of programs say to each other without a connection. */
sealed interface Packet {
  /**
   * A datagram of UDP.
   *
   * @param from port of the sender
   * @param to port
   * @param group that it was sent to; empty for one machine
   * @param bytes never changed
   */
  record Udp(int from, int to, String group, byte[] bytes) implements Packet {
    @Override
    public String toString() {
      return "UDP %d > %s%d, %d bytes"
          .formatted(from, group.isEmpty() ? "" : group + ":", to, bytes.length);
    }
  }

  /**
   * No socket is bound to the port (ICMP's code 3).
   *
   * @param port that was asked
   * @param from port of who asked
   */
  record Unreachable(int port, int from) implements Packet {}
}
