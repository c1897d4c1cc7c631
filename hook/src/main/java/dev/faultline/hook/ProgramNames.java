package dev.faultline.hook;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
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

  /** What is called the same, such as overloads, has no order of its own in the JVM either. */
  private static final Comparator<Executable> BY_TYPES =
      Comparator.comparing(ProgramNames::parameters)
          .thenComparing(ProgramNames::result)
          .thenComparing(each -> each.getDeclaringClass().descriptorString());

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
      Arrays.sort(methods, Comparator.comparing(Method::getName).thenComparing(BY_TYPES));
    }
    return methods;
  }

  /** Constructors in such an order. */
  public static Constructor<?>[] sorted(Constructor<?>[] constructors) {
    if (Program.current() != null) {
      Arrays.sort(constructors, BY_TYPES);
    }
    return constructors;
  }

  private static String parameters(Executable method) {
    StringBuilder result = new StringBuilder();
    for (Class<?> each : method.getParameterTypes()) {
      result.append(each.descriptorString());
    }
    return result.toString();
  }

  private static String result(Executable method) {
    return method instanceof Method it ? it.getReturnType().descriptorString() : "";
  }
}
