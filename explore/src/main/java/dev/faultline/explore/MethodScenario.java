package dev.faultline.explore;

import dev.faultline.sim.World;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * A method that sets up the world it is given, as a scenario; world tests are such methods.
 *
 * @param instance of the method's class
 */
record MethodScenario(Method method, Object instance) implements Scenario {
  private static final char SEPARATOR = '#';

  /** Whether a target names a method rather than a class. */
  static boolean isNamed(String target) {
    return target.indexOf(SEPARATOR) > 0;
  }

  /**
   * The method that {@code Class#method} names.
   *
   * @throws UsageException when there is none that takes a world and nothing else
   */
  static MethodScenario find(String target, ClassLoader loader) {
    int separator = target.indexOf(SEPARATOR);
    try {
      Class<?> type = Class.forName(target.substring(0, separator), true, loader);
      Method method = type.getDeclaredMethod(target.substring(separator + 1), World.class);
      return new MethodScenario(method, instance(type));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new UsageException(
          "there is no world test '"
              + target
              + "' ("
              + e
              + "); expected a method that takes a World, in a class on --classpath",
          e);
    }
  }

  /** An inner class gets an instance of the class around it, as in JUnit. */
  private static Object instance(Class<?> type) throws ReflectiveOperationException {
    boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
    Constructor<?> constructor =
        inner
            ? type.getDeclaredConstructor(type.getDeclaringClass())
            : type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return inner
        ? constructor.newInstance(instance(type.getDeclaringClass()))
        : constructor.newInstance();
  }

  @Override
  public String name() {
    return method.getDeclaringClass().getName() + SEPARATOR + method.getName();
  }

  @Override
  public String description() {
    return "The world test " + name() + ".";
  }

  @Override
  public Program program(Settings settings) {
    method.setAccessible(true);
    return this::build;
  }

  private void build(World world) {
    try {
      // The worlds of several jobs are set up one at a time: they share the instance.
      synchronized (instance) {
        method.invoke(instance, world);
      }
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw new UsageException(name() + " threw " + e.getCause(), e);
      }
    } catch (IllegalAccessException e) {
      throw new UsageException("cannot call " + name() + ": " + e, e);
    }
  }
}
