package dev.faultline.programs;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Says what the JVM calls what it makes up itself, and in which order it has methods. */
public final class Names {
  /** With names in no order. */
  interface Many {
    void whisky();

    void alpha();

    void tango();

    void alpha(int more);

    void mike();

    void echo();
  }

  /** With constructors in no order. */
  static final class Made {
    Made(String name) {
      System.out.println(name);
    }

    Made(int number) {
      System.out.println(number);
    }

    Made() {}
  }

  private Names() {}

  public static void main(String[] arguments) {
    Supplier<String> first = () -> "first" + arguments.length;
    Supplier<String> second = () -> "second" + arguments.length;
    System.out.println(first.getClass().getName() + " " + second.getClass());
    System.out.println(first + " " + first.getClass().getSimpleName());
    Object proxy =
        Proxy.newProxyInstance(
            Names.class.getClassLoader(), new Class<?>[] {Many.class}, (_, _, _) -> null);
    Object other =
        Proxy.newProxyInstance(
            Names.class.getClassLoader(), new Class<?>[] {Runnable.class}, (_, _, _) -> null);
    System.out.println(proxy.getClass().getName() + " " + other.getClass().getName());
    List<String> methods = new ArrayList<>();
    for (Method each : Many.class.getDeclaredMethods()) {
      methods.add(each.getName() + each.getParameterCount());
    }
    for (Constructor<?> each : Made.class.getDeclaredConstructors()) {
      methods.add(Arrays.toString(each.getParameterTypes()));
    }
    System.out.println(methods);
    methods.clear();
    for (Method each : HashMap.class.getMethods()) {
      methods.add(each.getName());
    }
    System.out.println(methods);
    System.out.println(Names.class.getModule());
    Map<Object, Integer> order = new HashMap<>(Map.of(first.getClass(), 1, second.getClass(), 2));
    order.put(proxy.getClass(), 3);
    System.out.println(order.values());
    System.exit(0);
  }
}
