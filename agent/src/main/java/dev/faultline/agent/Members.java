package dev.faultline.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the classes that a class mentions say about their fields and methods. What cannot be found
 * out is taken for an ordinary member.
 */
final class Members {
  /** Those of one class, by name. */
  private record Flags(
      String name,
      boolean isInterface,
      Set<String> fields,
      Set<String> volatiles,
      Set<String> finals,
      Set<String> methods,
      Set<String> synchronizedNatives,
      List<String> above) {
    static final Flags UNKNOWN =
        new Flags("", false, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), List.of());
  }

  private final @Nullable ClassLoader loader;
  private final Map<String, Flags> known = new LinkedHashMap<>();

  Members(ClassModel self, @Nullable ClassLoader loader) {
    this.loader = loader;
    known.put(self.thisClass().asInternalName(), flags(self));
  }

  boolean isVolatile(String owner, String field) {
    Flags declaring = declaring(owner, type -> type.fields.contains(field));
    return declaring.volatiles.contains(field);
  }

  boolean isFinal(String owner, String field) {
    Flags declaring = declaring(owner, type -> type.fields.contains(field));
    return declaring.finals.contains(field);
  }

  /**
   * Whether a call takes a monitor that {@link SynchronizedMethods} did not move into the method.
   */
  boolean isNativeAndSynchronized(String owner, String method, String type) {
    Flags declaring = declaring(owner, each -> each.methods.contains(method + type));
    return declaring.synchronizedNatives.contains(method + type);
  }

  /** Whether the class is known to extend no class of the JDK's that has any behaviour. */
  boolean extendsNothing(String owner) {
    String type = owner;
    while (!type.startsWith("java/")) {
      List<String> above = of(type).above;
      if (above.isEmpty()) {
        return false;
      }
      type = above.getFirst();
    }
    return type.equals("java/lang/Object")
        || type.equals("java/lang/Record")
        || type.equals("java/lang/Enum");
  }

  /**
   * Whether an object of that type may be one of a class of the JDK's that has any behaviour: one
   * of an interface may.
   */
  boolean mayExtendSomething(String type) {
    return of(type).isInterface || !extendsNothing(type);
  }

  /**
   * The JDK's class that a class of the program's has the method from, or the last that is known
   * above it; null when the program declares it, or when it comes from a class with no behaviour.
   *
   * @param method name and descriptor
   */
  @Nullable String inheritedFrom(String owner, String method) {
    if (extendsNothing(owner)) {
      return null;
    }
    String type = owner;
    while (!type.startsWith("java/")) {
      Flags flags = of(type);
      if (flags.methods.contains(method)) {
        return null;
      }
      if (flags.above.isEmpty()) {
        return type;
      }
      type = flags.above.getFirst();
    }
    return type;
  }

  /** The class that declares the field, as far as it is known: the same however it is named. */
  String declaringClass(String owner, String field) {
    Flags declaring = declaring(owner, type -> type.fields.contains(field));
    return declaring == Flags.UNKNOWN ? owner : declaring.name;
  }

  /** The class that is named need not be the one that declares the member: it may inherit it. */
  private Flags declaring(String named, Predicate<Flags> declares) {
    Flags flags = of(named);
    if (declares.test(flags)) {
      return flags;
    }
    for (String above : flags.above) {
      Flags found = declaring(above, declares);
      if (found != Flags.UNKNOWN) {
        return found;
      }
    }
    return Flags.UNKNOWN;
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
    Set<String> fields = new LinkedHashSet<>();
    Set<String> volatiles = new LinkedHashSet<>();
    Set<String> finals = new LinkedHashSet<>();
    for (FieldModel field : type.fields()) {
      int flags = field.flags().flagsMask();
      fields.add(field.fieldName().stringValue());
      if ((flags & ClassFile.ACC_VOLATILE) != 0) {
        volatiles.add(field.fieldName().stringValue());
      }
      if ((flags & ClassFile.ACC_FINAL) != 0) {
        finals.add(field.fieldName().stringValue());
      }
    }
    Set<String> methods = new LinkedHashSet<>();
    Set<String> synchronizedNatives = new LinkedHashSet<>();
    for (MethodModel method : type.methods()) {
      String named = method.methodName().stringValue() + method.methodType().stringValue();
      methods.add(named);
      int both = ClassFile.ACC_SYNCHRONIZED | ClassFile.ACC_NATIVE;
      if ((method.flags().flagsMask() & both) == both) {
        synchronizedNatives.add(named);
      }
    }
    List<String> above = new ArrayList<>();
    type.superclass().ifPresent(each -> above.add(each.asInternalName()));
    type.interfaces().forEach(each -> above.add(each.asInternalName()));
    return new Flags(
        type.thisClass().asInternalName(),
        type.flags().has(AccessFlag.INTERFACE),
        fields,
        volatiles,
        finals,
        methods,
        synchronizedNatives,
        above);
  }
}
