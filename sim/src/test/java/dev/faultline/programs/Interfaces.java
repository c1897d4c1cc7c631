package dev.faultline.programs;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Arrays;
import java.util.Collections;

/** Says what network interfaces there are. */
public final class Interfaces {
  private Interfaces() {}

  public static void main(String[] arguments) throws Exception {
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      System.out.println(
          each.getName()
              + " "
              + each.inetAddresses().toList()
              + (each.isUp() ? " up" : "")
              + (each.isLoopback() ? " loopback" : "")
              + (each.supportsMulticast() ? " multicast" : "")
              + (each.isPointToPoint() ? " point-to-point" : "")
              + " "
              + each.getMTU()
              + " "
              + Arrays.toString(each.getHardwareAddress())
              + " "
              + each.getInterfaceAddresses());
    }
    System.out.println(NetworkInterface.networkInterfaces().count());
    System.out.println(NetworkInterface.getByName("wlan0"));
    System.out.println(NetworkInterface.getByIndex(2).getName());
    System.out.println(NetworkInterface.getByInetAddress(InetAddress.getLocalHost()).getName());
    System.out.println(NetworkInterface.getByInetAddress(InetAddress.ofLiteral("10.9.9.9")));
  }
}
