package dev.faultline.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaConstructor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something that the named modules may not use.
 *
 * @param what the forbidden thing, in words
 * @param advice what to use instead
 * @param modules where it is forbidden
 * @param members the forbidden members: {@code Type.} for all of a type, {@code Type.name}, {@code
 *     *.name} on any type, or {@code Type.name(ParameterType, …)}; types are fully qualified
 * @param allowed the exceptions
 */
record Ban(
    String what,
    String advice,
    Set<String> modules,
    List<String> members,
    List<Allowance> allowed) {

  /** A class that may use the forbidden thing, and why. */
  record Allowance(String type, String reason) {}

  Ban(String what, String advice, Set<String> modules, List<String> members) {
    this(what, advice, modules, members, List.of());
  }

  @Override
  public String toString() {
    return what;
  }

  /**
   * One line for each forbidden use in {@code classes}, wherever they are and whoever is allowed
   * it.
   */
  List<String> usesIn(Iterable<JavaClass> classes) {
    List<String> uses = new ArrayList<>();
    for (JavaClass type : classes) {
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        if (forbids(access)) {
          uses.add(
              "%s: %s uses %s; %s"
                  .formatted(
                      what,
                      access.getOrigin().getFullName(),
                      signature(access.getTargetOwner(), access),
                      advice));
        }
      }
    }
    return uses;
  }

  /** The forbidden uses in the modules that this ban is for, without those that are allowed. */
  List<String> violationsIn(Iterable<JavaClass> classes) {
    List<JavaClass> bound = new ArrayList<>();
    classes.forEach(type -> {
      if (modules.contains(Product.module(type)) && !isAllowed(type)) {
        bound.add(type);
      }
    });
    return usesIn(bound);
  }

  /** The exceptions that no class needs any more. */
  List<String> needlessAllowances(Iterable<JavaClass> classes) {
    List<String> needless = new ArrayList<>();
    for (Allowance allowance : allowed) {
      List<JavaClass> named = new ArrayList<>();
      classes.forEach(type -> {
        if (covers(allowance, type)) {
          named.add(type);
        }
      });
      if (usesIn(named).isEmpty()) {
        needless.add("%s: %s does not need its exception".formatted(what, allowance.type()));
      }
    }
    return needless;
  }

  private boolean isAllowed(JavaClass type) {
    return allowed.stream().anyMatch(allowance -> covers(allowance, type));
  }

  /** An exception covers the classes nested in the named one too. */
  private static boolean covers(Allowance allowance, JavaClass type) {
    return type.getName().equals(allowance.type())
        || type.getName().startsWith(allowance.type() + "$");
  }

  private boolean forbids(JavaAccess<?> access) {
    List<String> names =
        new ArrayList<>(List.of(access.getTargetOwner().getName() + ".", "*." + access.getName()));
    for (JavaClass declaring : declaringTypes(access)) {
      names.add(declaring.getName() + "." + access.getName());
      names.add(signature(declaring, access));
    }
    return names.stream().anyMatch(members::contains);
  }

  /**
   * The type that the code names, the one that declares the member, and the direct supertype, so
   * that {@code Enum.hashCode} also means a call on a particular enum, and {@code Record.hashCode}
   * one on a particular record.
   */
  private static List<JavaClass> declaringTypes(JavaAccess<?> access) {
    List<JavaClass> types = new ArrayList<>(List.of(access.getTargetOwner()));
    if (!access.getName().equals(JavaConstructor.CONSTRUCTOR_NAME)) {
      access.getTarget().resolveMember().ifPresent(member -> types.add(member.getOwner()));
      access
          .getTargetOwner()
          .getRawSuperclass()
          .filter(parent -> !parent.isEquivalentTo(Object.class))
          .ifPresent(types::add);
    }
    return types;
  }

  private static String signature(JavaClass owner, JavaAccess<?> access) {
    String member = owner.getName() + "." + access.getName();
    return access instanceof JavaCodeUnitAccess<?> call
        ? call.getTarget().getRawParameterTypes().stream()
            .map(JavaClass::getName)
            .collect(Collectors.joining(", ", member + "(", ")"))
        : member;
  }
}
