package dev.faultline.hook;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Names and orders that the JVM makes up, from addresses in its memory and from counters of its
 * own: programs get others, which are the same in every JVM.
 */
public final class ProgramNames {
  private static final String PROXY = "$Proxy";
  private static final String PACKAGE = "jdk.proxy";

  private ProgramNames() {}

  /**
   * In place of the name of a class: classes of lambdas and proxies have their numbers in the order
   * in which the program asks for their names.
   */
  public static String name(String outside, Class<?> type) {
    boolean hidden = type.isHidden();
    if (!hidden && type.getSuperclass() != Proxy.class) {
      return outside;
    }
    Program program = Program.current();
    int at = hidden ? outside.lastIndexOf('/') : outside.lastIndexOf(PROXY);
    if (program == null || at < 0) {
      return outside;
    }
    String before = outside.substring(0, at);
    int number = program.numberOf(hidden ? before : PROXY, type);
    return hidden
        ? before + "/0x" + Long.toHexString(1L << 40 | number).substring(1)
        : (before.startsWith(PACKAGE) ? PACKAGE + "1." : before) + PROXY + number;
  }

  /** Methods in an order that does not depend on where the JVM keeps their names. */
  public static Method[] sorted(Method[] methods) {
    if (Program.current() != null) {
      Arrays.sort(methods, Comparator.comparing(Method::getName));
    }
    return methods;
  }
}
