package dev.faultline.agent;

import dev.faultline.hook.Meetings;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the JDK's classes say about methods that the program refers to. */
final class JdkMethods {
  /** In place of bits, for a method that is none of the JDK's. */
  static final long NOT_ITS = -1;

  private JdkMethods() {}

  /**
   * Under which bits threads may meet at a method that objects have from a class of the JDK's and
   * from none below it; 0 for none, {@link #NOT_ITS} where the class does not have the method.
   */
  static long told(String owner, String method, String descriptor, Scope.Bits bits) {
    Class<?> type = find(owner);
    if (type == null) {
      return bits.synchronisation();
    }
    Method declared = declared(type, method, descriptor);
    if (declared == null) {
      return NOT_ITS;
    }
    if (isHarmless(declared)) {
      return 0;
    }
    if (Meetings.isAt(type)) {
      return bits.synchronisation();
    }
    return Meetings.isCollection(type) ? bits.accesses() : 0;
  }

  /** Whether calls of a method of the JDK's are known to be no place for any object. */
  static boolean isHarmless(String owner, String method, String descriptor) {
    if (owner.equals("java/util/Objects")) {
      return method.endsWith("Null") || method.startsWith("requireNonNull");
    }
    Class<?> type = find(owner);
    Method declared = type == null ? null : declared(type, method, descriptor);
    return declared != null && isHarmless(declared);
  }

  /** An exception takes its monitor in some methods; in the others threads do not meet. */
  private static boolean isHarmless(Method method) {
    return Throwable.class.isAssignableFrom(method.getDeclaringClass())
        && !Modifier.isSynchronized(method.getModifiers());
  }

  /** Whether threads may meet at objects of a type of the JDK's, or of one below it. */
  static boolean mayBeShared(String name) {
    Class<?> type = find(name);
    return type == null
        || !Modifier.isFinal(type.getModifiers())
        || Meetings.isAt(type)
        || Meetings.isCollection(type);
  }

  private static @Nullable Class<?> find(String name) {
    try {
      return Class.forName(name.replace('/', '.'), false, ClassLoader.getPlatformClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private static @Nullable Method declared(Class<?> type, String name, String descriptor) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      Method found = matching(each.getDeclaredMethods(), name, descriptor);
      if (found != null) {
        return found;
      }
    }
    return matching(type.getMethods(), name, descriptor);
  }

  private static @Nullable Method matching(Method[] methods, String name, String descriptor) {
    Stream<Method> matching =
        Arrays.stream(methods)
            .filter(each ->
                each.getName().equals(name)
                    && MethodType.methodType(each.getReturnType(), each.getParameterTypes())
                        .toMethodDescriptorString()
                        .equals(descriptor));
    return matching.findFirst().orElse(null);
  }
}
