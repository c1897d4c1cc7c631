package dev.faultline.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.TypeKind;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where reflection and method handles reach what calls by name are redirected from, and where
 * hidden classes come from.
 */
final class ReflectedPatches {
  private static final String METHOD = "Ljava/lang/reflect/Method;";
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String TYPE = "Ljava/lang/invoke/MethodType;";
  private static final String NAMED = "Ljava/lang/String;" + TYPE;
  private static final String HANDLE = "Ljava/lang/invoke/MethodHandle;";
  private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";

  private ReflectedPatches() {}

  static List<Patch> all() {
    Consumer<CodeBuilder> invoked =
        builder -> {
          builder.aload(0).aload(1).aload(2);
          hook("invoke", "(" + METHOD + OBJECT + "[" + OBJECT + ")" + OBJECT).call(builder);
        };
    return List.of(
        new Patch(
            "java/lang/reflect/Method",
            "invoke",
            "",
            Edit.doneIf(
                Edit.FIRST, hook("isMeant", "(" + METHOD + ")Z"), invoked, TypeKind.REFERENCE)),
        lookup("findStatic", "(Ljava/lang/Class;" + NAMED + ")"),
        lookup("findVirtual", "(Ljava/lang/Class;" + NAMED + ")"),
        lookup("bind", "(" + OBJECT + NAMED + ")"),
        new Patch(
            LOOKUP,
            "unreflect",
            "",
            Edit.doneWith(
                builder -> builder.aload(1), hook("unreflect", "(" + METHOD + ")" + HANDLE))),
        new Patch(LOOKUP, "defineHiddenClass", "", hidden()),
        new Patch(LOOKUP, "defineHiddenClassWithClassData", "", hidden()));
  }

  private static Hook hook(String name, String type) {
    return Hook.of("Reflected", name, type);
  }

  private static Patch lookup(String method, String arguments) {
    return new Patch(
        LOOKUP,
        method,
        arguments + HANDLE,
        Edit.doneWith(
            builder -> builder.aload(1).aload(2).aload(3), hook(method, arguments + HANDLE)));
  }

  /** Replaces the class file, which is the first argument. */
  private static Edit hidden() {
    Hook hook = Hook.of("LateClasses", "hidden", "([BL" + LOOKUP + ";)[B");
    return applied ->
        new CodeTransform() {
          @Override
          public void atStart(CodeBuilder builder) {
            builder.aload(1).aload(0);
            hook.call(builder);
            builder.astore(1);
            applied.run();
          }

          @Override
          public void accept(CodeBuilder builder, CodeElement element) {
            builder.with(element);
          }
        };
  }
}
