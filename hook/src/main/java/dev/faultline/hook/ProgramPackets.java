package dev.faultline.hook;

import java.net.DatagramPacket;
import jdk.internal.misc.Unsafe;

/**
 * The room that a packet of the JDK has, which it keeps apart from the length of what was received
 * last, so that a program may use one packet again and again.
 */
public final class ProgramPackets {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final long ROOM = UNSAFE.objectFieldOffset(DatagramPacket.class, "bufLength");
  private static final long LENGTH = UNSAFE.objectFieldOffset(DatagramPacket.class, "length");

  private ProgramPackets() {}

  /** How many bytes the program has room for. */
  public static int of(DatagramPacket packet) {
    return UNSAFE.getInt(packet, ROOM);
  }

  /** Says how many bytes were received, and leaves the room as it is. */
  public static void received(DatagramPacket packet, int length) {
    UNSAFE.putInt(packet, LENGTH, length);
  }
}
