package dev.faultline.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the classes that a class mentions say about their fields and methods. What cannot be found
 * out is taken for an ordinary member.
 */
final class Members {
  /** Those of one class, by name. */
  private record Flags(Set<String> volatiles, Set<String> finals, Set<String> synchronisedMethods) {
    static final Flags UNKNOWN = new Flags(Set.of(), Set.of(), Set.of());
  }

  private final @Nullable ClassLoader loader;
  private final Map<String, Flags> known = new LinkedHashMap<>();

  Members(ClassModel self, @Nullable ClassLoader loader) {
    this.loader = loader;
    known.put(self.thisClass().asInternalName(), flags(self));
  }

  boolean isVolatile(String owner, String field) {
    return of(owner).volatiles.contains(field);
  }

  boolean isFinal(String owner, String field) {
    return of(owner).finals.contains(field);
  }

  boolean isSynchronised(String owner, String method, String type) {
    return of(owner).synchronisedMethods.contains(method + type);
  }

  private Flags of(String owner) {
    Flags flags = known.get(owner);
    if (flags == null) {
      flags = read(owner);
      known.put(owner, flags);
    }
    return flags;
  }

  private Flags read(String owner) {
    if (owner.startsWith("[") || owner.startsWith("java/") || loader == null) {
      return Flags.UNKNOWN;
    }
    try (InputStream in = loader.getResourceAsStream(owner + ".class")) {
      return in == null ? Flags.UNKNOWN : flags(ClassFile.of().parse(in.readAllBytes()));
    } catch (IOException | IllegalArgumentException e) {
      return Flags.UNKNOWN;
    }
  }

  private static Flags flags(ClassModel type) {
    Set<String> volatiles = new LinkedHashSet<>();
    Set<String> finals = new LinkedHashSet<>();
    for (FieldModel field : type.fields()) {
      int flags = field.flags().flagsMask();
      if ((flags & ClassFile.ACC_VOLATILE) != 0) {
        volatiles.add(field.fieldName().stringValue());
      }
      if ((flags & ClassFile.ACC_FINAL) != 0) {
        finals.add(field.fieldName().stringValue());
      }
    }
    Set<String> synchronised = new LinkedHashSet<>();
    for (MethodModel method : type.methods()) {
      if ((method.flags().flagsMask() & ClassFile.ACC_SYNCHRONIZED) != 0) {
        synchronised.add(method.methodName().stringValue() + method.methodType().stringValue());
      }
    }
    return new Flags(volatiles, finals, synchronised);
  }
}
