package dev.faultline.hook;

import java.io.Reader;
import java.io.Writer;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.BaseStream;

/**
 * Which objects threads may meet at inside the JDK: those whose class, or one that it extends, is
 * the JDK's and has monitors, atomics or locks. What the call names does not matter, it may be an
 * interface.
 */
public final class Meetings {
  /** Those with none, or whose own methods are told apart by name. */
  private static final Set<Class<?>> NONE =
      Set.of(Object.class, Thread.class, Class.class, ClassLoader.class, Module.class);

  /** What the names of classes of the JDK start with that have some, however they are built. */
  private static final String[] NAMES = {
    "java.lang.invoke.IndirectVarHandle",
    "java.util.concurrent.",
    "java.util.logging.",
    "java.util.Collections$Synchronized",
    "java.util.Hashtable",
    "java.util.Properties",
    "java.util.Spliterators$",
    "java.util.Timer",
    "java.util.Vector",
    "java.util.stream.StreamSpliterators"
  };

  private static final ClassValue<Boolean> OF =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return find(type);
        }
      };

  private static final ClassValue<Boolean> COLLECTIONS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return findCollection(type);
        }
      };

  private static final ClassValue<Boolean> CONTAINERS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return Collection.class.isAssignableFrom(type)
              || Map.class.isAssignableFrom(type)
              || CharSequence.class.isAssignableFrom(type)
              || extendsAny(type, "java.util.concurrent.");
        }
      };

  private static final ClassValue<Boolean> ATOMICS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return extendsAny(type, "java.util.concurrent.atomic.");
        }
      };

  /** What the names of classes start with that nobody sees change. */
  private static final String[] VALUES = {
    "java.io.File",
    "java.io.Serializ",
    "java.lang.",
    "java.math.",
    "java.net.Inet",
    "java.net.URI",
    "java.net.URL",
    "java.nio.charset.Charset",
    "java.nio.file.",
    "java.security.CodeSource",
    "java.security.Permission",
    "java.security.ProtectionDomain",
    "java.time.",
    "java.util.Currency",
    "java.util.HexFormat",
    "java.util.ImmutableCollections",
    "java.util.Locale",
    "java.util.Objects",
    "java.util.Optional",
    "java.util.UUID",
    "java.util.regex.Pattern",
    "jdk.internal.",
    "sun.nio.cs.",
    "sun.nio.fs."
  };

  /** Those among them that do change. */
  private static final String[] VARIABLES = {
    "java.lang.AbstractStringBuilder",
    "java.lang.ref.",
    "java.io.FileInputStream",
    "java.io.FileOutputStream"
  };

  private Meetings() {}

  /** Whether threads may meet there; the same whatever this JVM has run before. */
  public static boolean isAt(Class<?> type) {
    return of(OF, type);
  }

  /**
   * Whether it is a collection, or something else of the JDK's that may change, such as a buffer or
   * a reference, or extends one.
   */
  public static boolean isCollection(Class<?> type) {
    return of(COLLECTIONS, type);
  }

  /**
   * Whether it is something that a program keeps values in. The JDK asks other things for their
   * hash codes when it fills caches of its own, in whichever world comes first.
   */
  static boolean isContainer(Class<?> type) {
    return of(CONTAINERS, type);
  }

  /** Whether its hash code says only which object it is, though it holds a value. */
  static boolean isAtomic(Class<?> type) {
    return of(ATOMICS, type);
  }

  private static boolean of(ClassValue<Boolean> known, Class<?> type) {
    if (type == String.class) {
      return false;
    }
    Context world = Linkage.suspend();
    try {
      return known.get(type);
    } finally {
      Linkage.resume(world);
    }
  }

  private static boolean extendsAny(Class<?> type, String names) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (isJdk(each) && each.getName().startsWith(names)) {
        return true;
      }
    }
    return false;
  }

  private static boolean findCollection(Class<?> type) {
    if (Throwable.class.isAssignableFrom(type)) {
      return false;
    }
    Class<?> each = type;
    while (each != null && !NONE.contains(each)) {
      if (isJdk(each)) {
        String name = each.getName();
        boolean isValue = startsWithAny(name, VALUES) && !startsWithAny(name, VARIABLES);
        if (each.getPackageName().equals("java.util")) {
          return !isValue;
        }
        if (!isValue && hasVariable(each)) {
          return true;
        }
      }
      each = each.getSuperclass();
    }
    return false;
  }

  private static boolean hasVariable(Class<?> type) {
    for (Field field : type.getDeclaredFields()) {
      if ((field.getModifiers() & (Modifier.STATIC | Modifier.FINAL)) == 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean find(Class<?> type) {
    // A stream reads what it was made of only when its last call is made.
    if (Reader.class.isAssignableFrom(type)
        || Writer.class.isAssignableFrom(type)
        || BaseStream.class.isAssignableFrom(type)) {
      return true;
    }
    Class<?> each = type.isArray() ? null : type;
    while (each != null && !NONE.contains(each)) {
      if (isJdk(each) && (startsWithAny(each.getName(), NAMES) || synchronises(each))) {
        return true;
      }
      each = each.getSuperclass();
    }
    return false;
  }

  private static boolean isJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  private static boolean startsWithAny(String type, String[] names) {
    for (String name : names) {
      if (type.startsWith(name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean synchronises(Class<?> type) {
    for (Method method : type.getDeclaredMethods()) {
      if (Modifier.isSynchronized(method.getModifiers())) {
        return true;
      }
    }
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && isLock(field)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLock(Field field) {
    String type = field.getType().getName();
    String name = field.getName();
    return type.startsWith("java.util.concurrent.atomic.")
        || type.startsWith("java.util.concurrent.locks.")
        || type.startsWith("java.util.concurrent.Concurrent")
        || type.startsWith("java.util.concurrent.CopyOnWrite")
        || type.equals("jdk.internal.misc.InternalLock")
        || field.getType() == Object.class
            && (name.equals("mutex") || name.equals("lock") || name.endsWith("Lock"));
  }
}
