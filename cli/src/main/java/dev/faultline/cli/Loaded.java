package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import java.lang.reflect.InvocationTargetException;

/** Makes an object of a class that the user names. */
final class Loaded {
  private Loaded() {}

  /**
   * Finds a class by its name, where a nested one may be written with a dot, and calls its
   * constructor without arguments.
   *
   * @throws UsageException if there is no such class, it is of another type, or it cannot be made
   */
  static <T> T of(ClassLoader loader, String name, Class<T> type) {
    return of(find(loader, name), name, type);
  }

  /** The same of a class that was found. */
  static <T> T of(Class<?> found, String name, Class<T> type) {
    if (!type.isAssignableFrom(found)) {
      throw new UsageException(name + " is no " + type.getName());
    }
    try {
      return type.cast(found.getConstructor().newInstance());
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
      throw new UsageException(name + " has no public constructor without arguments", e);
    } catch (InvocationTargetException e) {
      throw new UsageException("the constructor of " + name + " failed: " + e.getCause(), e);
    }
  }

  /**
   * Finds a class by its name, where a nested one may be written with a dot.
   *
   * @throws UsageException if there is no such class
   */
  static Class<?> find(ClassLoader loader, String name) {
    String tried = name;
    while (true) {
      try {
        return Class.forName(tried, true, loader);
      } catch (ClassNotFoundException | NoClassDefFoundError e) {
        int dot = tried.lastIndexOf('.');
        if (dot < 0) {
          throw new UsageException(
              "there is no class " + name + "; --classpath says where your classes are", e);
        }
        tried = tried.substring(0, dot) + "$" + tried.substring(dot + 1);
      }
    }
  }
}
