package dev.faultline.agent;

import dev.faultline.hook.ProgramPackets;
import java.net.DatagramPacket;

/**
 * The room that a packet of the JDK has, which it keeps apart from the length of what was received
 * last, so that a program may use one packet again and again.
 */
public final class PacketRoom {
  private PacketRoom() {}

  /** How many bytes the program has room for. */
  public static int of(DatagramPacket packet) {
    return ProgramPackets.of(packet);
  }

  /** Says how many bytes were received, and leaves the room as it is. */
  public static void received(DatagramPacket packet, int length) {
    ProgramPackets.received(packet, length);
  }
}
