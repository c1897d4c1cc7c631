package dev.faultline.jvm;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** The method that a program begins with, found as the launcher finds it (JLS 12.1.4). */
final class MainMethod {
  private MainMethod() {}

  /** Runs it, and throws what it throws. */
  static void run(ClassLoader loader, String className, String[] arguments) {
    try {
      Class<?> type = Class.forName(className, true, loader);
      Method method = find(type);
      if (method == null) {
        throw new NoSuchMethodError("no main method in class " + className);
      }
      method.setAccessible(true);
      Object[] passed = method.getParameterCount() == 0 ? new Object[0] : new Object[] {arguments};
      method.invoke(Modifier.isStatic(method.getModifiers()) ? null : instance(type), passed);
    } catch (InvocationTargetException e) {
      throw unchecked(e.getCause() == null ? e : e.getCause());
    } catch (ReflectiveOperationException e) {
      throw unchecked(e);
    }
  }

  private static Object instance(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static @Nullable Method find(Class<?> type) {
    for (Class<?>[] parameters : new Class<?>[][] {{String[].class}, {}}) {
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        Method method = declared(each, parameters);
        if (method != null) {
          return method;
        }
      }
      Method inherited = inherited(type, parameters);
      if (inherited != null) {
        return inherited;
      }
    }
    return null;
  }

  private static @Nullable Method declared(Class<?> type, Class<?>[] parameters) {
    try {
      Method method = type.getDeclaredMethod("main", parameters);
      return !Modifier.isPrivate(method.getModifiers()) && method.getReturnType() == void.class
          ? method
          : null;
    } catch (NoSuchMethodException e) {
      return null; // Another class may have it.
    }
  }

  /** A default method of an interface. */
  private static @Nullable Method inherited(Class<?> type, Class<?>[] parameters) {
    try {
      Method method = type.getMethod("main", parameters);
      return method.isDefault() && method.getReturnType() == void.class ? method : null;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  /** Throws anything, for the thread's handler sees what the program threw and not a wrapper. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
