package dev.faultline.sim.node;

import dev.faultline.agent.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a class's own package that its code calls, or that those call in turn. Further
 * away are libraries, whose caches and counters are nobody's mistake.
 */
final class CalledClasses {
  /** A program with more classes than this in one package is looked at in part. */
  private static final int MOST = 200;

  private static final ClassValue<List<Class<?>>> BY_CLASS =
      new ClassValue<>() {
        @Override
        protected List<Class<?>> computeValue(Class<?> type) {
          return Machine.outside(() -> called(type));
        }
      };

  private CalledClasses() {}

  /** Those of a class, without itself; in the order in which they are met. */
  static List<Class<?>> of(Class<?> type) {
    return BY_CLASS.get(type);
  }

  private static List<Class<?>> called(Class<?> type) {
    Set<Class<?>> met = new LinkedHashSet<>(List.of(type));
    Deque<Class<?>> left = new ArrayDeque<>(met);
    while (!left.isEmpty() && met.size() < MOST) {
      Class<?> caller = left.remove();
      for (String name : namesIn(caller)) {
        Class<?> called = load(name, caller);
        if (called != null && called.getPackage() == type.getPackage() && met.add(called)) {
          left.add(called);
        }
      }
    }
    met.remove(type);
    return new ArrayList<>(met);
  }

  /** Of the package's classes whose methods or variables the code mentions. */
  private static Set<String> namesIn(Class<?> type) {
    Set<String> names = new LinkedHashSet<>();
    String path = "/" + type.getName().replace('.', '/') + ".class";
    String start = type.getPackageName().replace('.', '/');
    try (InputStream file = type.getResourceAsStream(path)) {
      if (file != null) {
        for (PoolEntry entry : ClassFile.of().parse(file.readAllBytes()).constantPool()) {
          if (entry instanceof MemberRefEntry member) {
            String owner = member.owner().asInternalName();
            if (owner.lastIndexOf('/') == start.length() && owner.startsWith(start)) {
              names.add(owner.replace('/', '.'));
            }
          }
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // The calls of a class without a readable file cannot be found.
    }
    return names;
  }

  private static @Nullable Class<?> load(String name, Class<?> caller) {
    try {
      return Class.forName(name, false, caller.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
