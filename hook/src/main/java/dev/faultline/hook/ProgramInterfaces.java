package dev.faultline.hook;

import static java.util.Objects.requireNonNull;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import jdk.internal.misc.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * The network interfaces that a program sees: {@code lo} with 127.0.0.1, and {@code eth0} with the
 * address of its node. The JDK makes such objects in native code only, so their fields are set
 * here.
 */
public final class ProgramInterfaces {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final int LOOPBACK = 1;
  private static final int CARD = 2;
  private static final int LOOPBACK_MTU = 65_536;
  private static final int CARD_MTU = 1_500;
  private static final short CLASS_A = 8;

  private ProgramInterfaces() {}

  /** Whether a program asks, which then sees its own interfaces. */
  public static boolean simulated() {
    return Program.current() != null;
  }

  public static Enumeration<NetworkInterface> all() {
    return Collections.enumeration(list());
  }

  public static Stream<NetworkInterface> stream() {
    return list().stream();
  }

  public static @Nullable NetworkInterface named(String name) {
    return first(list().stream().filter(each -> each.getName().equals(name)));
  }

  public static @Nullable NetworkInterface numbered(int index) {
    return first(list().stream().filter(each -> each.getIndex() == index));
  }

  public static @Nullable NetworkInterface with(InetAddress address) {
    return first(
        list().stream()
            .filter(each -> Collections.list(each.getInetAddresses()).contains(address)));
  }

  public static boolean isLoopback(NetworkInterface of) {
    return of.getIndex() == LOOPBACK;
  }

  public static int mtu(NetworkInterface of) {
    return isLoopback(of) ? LOOPBACK_MTU : CARD_MTU;
  }

  /** A locally administered address that has the bytes of the node's; none for the loopback. */
  public static byte @Nullable [] hardware(NetworkInterface of) {
    if (isLoopback(of)) {
      return null;
    }
    byte[] ip = of.getInetAddresses().nextElement().getAddress();
    return new byte[] {2, 0, ip[0], ip[1], ip[2], ip[3]};
  }

  private static @Nullable NetworkInterface first(Stream<NetworkInterface> found) {
    return found.findFirst().orElse(null);
  }

  private static List<NetworkInterface> list() {
    InetAddress own = requireNonNull(Program.current()).localHost();
    return List.of(
        made("lo", LOOPBACK, InetAddress.ofLiteral("127.0.0.1"), null),
        made("eth0", CARD, own, InetAddress.ofLiteral("255.255.255.255")));
  }

  private static NetworkInterface made(
      String name, int index, InetAddress address, @Nullable InetAddress broadcast) {
    try {
      InterfaceAddress bound = (InterfaceAddress) UNSAFE.allocateInstance(InterfaceAddress.class);
      set(bound, "address", address);
      if (broadcast instanceof Inet4Address) {
        set(bound, "broadcast", broadcast);
      }
      UNSAFE.putShort(
          bound, UNSAFE.objectFieldOffset(InterfaceAddress.class, "maskLength"), CLASS_A);
      NetworkInterface made = (NetworkInterface) UNSAFE.allocateInstance(NetworkInterface.class);
      set(made, "name", name);
      set(made, "displayName", name);
      UNSAFE.putInt(made, UNSAFE.objectFieldOffset(NetworkInterface.class, "index"), index);
      set(made, "addrs", new InetAddress[] {address});
      set(made, "bindings", new InterfaceAddress[] {bound});
      set(made, "childs", new NetworkInterface[0]);
      return made;
    } catch (InstantiationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(Object of, String field, Object value) {
    UNSAFE.putReference(of, UNSAFE.objectFieldOffset(of.getClass(), field), value);
  }
}
