package dev.faultline.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * Gives the methods that records have without anybody writing them code of their own. The JDK makes
 * that code when they are first called, so that there would be no places in it, though it asks
 * components that threads may share. What the methods return is the same, and components are asked
 * in the same order.
 */
final class RecordMethods {
  private static final ClassDesc OBJECT_METHODS = ClassDesc.of("java.lang.runtime.ObjectMethods");
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final ClassDesc TEXT = ClassDesc.of("java.lang.StringBuilder");
  private static final int FIRST_COMPONENT = 2;

  private final ClassDesc type;
  private final String[] names;
  private final List<DirectMethodHandleDesc> getters;

  private RecordMethods(InvokeDynamicInstruction generated) {
    List<ConstantDesc> known = generated.bootstrapArgs();
    this.type = (ClassDesc) known.getFirst();
    this.names = ((String) known.get(1)).split(";");
    this.getters =
        known.subList(FIRST_COMPONENT, known.size()).stream()
            .map(DirectMethodHandleDesc.class::cast)
            .toList();
  }

  /** The class with that code; the same when it is no record, or has written its methods itself. */
  static ClassModel apply(ClassFile classFile, ClassModel model) {
    boolean any =
        model
                .superclass()
                .filter(each -> each.asInternalName().equals("java/lang/Record"))
                .isPresent()
            && model.methods().stream()
                .flatMap(method -> method.code().stream())
                .anyMatch(code -> code.elementStream().anyMatch(RecordMethods::mayMeet));
    if (!any) {
      return model;
    }
    return classFile.parse(
        classFile.transformClass(
            model, ClassTransform.transformingMethodBodies(RecordMethods::rewrite)));
  }

  /** Whether threads may meet at one of the components that the generated code asks. */
  private static boolean mayMeet(CodeElement element) {
    return element instanceof InvokeDynamicInstruction dynamic
        && isGenerated(element)
        && new RecordMethods(dynamic)
            .getters.stream()
                .anyMatch(getter -> ReachedObjects.mayMeet(getter.invocationType().returnType()));
  }

  private static boolean isGenerated(CodeElement element) {
    return element instanceof InvokeDynamicInstruction dynamic
        && dynamic.bootstrapMethod().owner().equals(OBJECT_METHODS);
  }

  private static void rewrite(CodeBuilder builder, CodeElement element) {
    if (element instanceof InvokeDynamicInstruction dynamic && isGenerated(element)) {
      RecordMethods methods = new RecordMethods(dynamic);
      switch (dynamic.name().stringValue()) {
        case "toString" -> methods.text(builder);
        case "hashCode" -> methods.hash(builder);
        case "equals" -> methods.equal(builder);
        default -> builder.with(element);
      }
    } else {
      builder.with(element);
    }
  }

  private ClassDesc typeOf(int component) {
    return getters.get(component).invocationType().returnType();
  }

  private void load(CodeBuilder builder, int local, int component) {
    String field = getters.get(component).methodName();
    builder.aload(local).getfield(type, field, typeOf(component));
  }

  private void text(CodeBuilder builder) {
    int self = builder.allocateLocal(TypeKind.REFERENCE);
    builder.astore(self);
    builder
        .new_(TEXT)
        .dup()
        .invokespecial(TEXT, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
        .ldc(type)
        .invokevirtual(
            ConstantDescs.CD_Class, "getSimpleName", MethodTypeDesc.of(ConstantDescs.CD_String));
    append(builder);
    String before = "[";
    for (int i = 0; i < getters.size(); i++) {
      builder.ldc(before + names[i] + "=");
      append(builder);
      load(builder, self, i);
      builder.invokestatic(
          ConstantDescs.CD_String,
          "valueOf",
          MethodTypeDesc.of(ConstantDescs.CD_String, textual(typeOf(i))));
      append(builder);
      before = ", ";
    }
    builder.ldc(getters.isEmpty() ? "[]" : "]");
    append(builder);
    builder.invokevirtual(TEXT, "toString", MethodTypeDesc.of(ConstantDescs.CD_String));
  }

  private static void append(CodeBuilder builder) {
    builder.invokevirtual(TEXT, "append", MethodTypeDesc.of(TEXT, ConstantDescs.CD_String));
  }

  /** What the method that makes text takes for a component of a type. */
  private static ClassDesc textual(ClassDesc type) {
    return switch (TypeKind.from(type)) {
      case REFERENCE -> ConstantDescs.CD_Object;
      case BYTE, SHORT -> ConstantDescs.CD_int;
      default -> type;
    };
  }

  private void hash(CodeBuilder builder) {
    int self = builder.allocateLocal(TypeKind.REFERENCE);
    builder.astore(self).iconst_0();
    for (int i = 0; i < getters.size(); i++) {
      builder.bipush(31).imul();
      load(builder, self, i);
      ClassDesc component = typeOf(i);
      ClassDesc hasher = component.isPrimitive() ? boxed(component) : OBJECTS;
      ClassDesc hashed = component.isPrimitive() ? component : ConstantDescs.CD_Object;
      builder
          .invokestatic(hasher, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, hashed))
          .iadd();
    }
  }

  private static ClassDesc boxed(ClassDesc primitive) {
    return switch (TypeKind.from(primitive)) {
      case BOOLEAN -> ConstantDescs.CD_Boolean;
      case BYTE -> ConstantDescs.CD_Byte;
      case CHAR -> ConstantDescs.CD_Character;
      case SHORT -> ConstantDescs.CD_Short;
      case INT -> ConstantDescs.CD_Integer;
      case LONG -> ConstantDescs.CD_Long;
      case FLOAT -> ConstantDescs.CD_Float;
      case DOUBLE -> ConstantDescs.CD_Double;
      case REFERENCE, VOID -> throw new IllegalArgumentException(primitive.displayName());
    };
  }

  private void equal(CodeBuilder builder) {
    int other = builder.allocateLocal(TypeKind.REFERENCE);
    int self = builder.allocateLocal(TypeKind.REFERENCE);
    Label same = builder.newLabel();
    Label different = builder.newLabel();
    Label end = builder.newLabel();
    builder.astore(other).astore(self);
    builder.aload(self).aload(other).if_acmpeq(same);
    builder.aload(other).instanceOf(type).ifeq(different);
    builder.aload(other).checkcast(type).astore(other);
    for (int i = getters.size() - 1; i >= 0; i--) {
      load(builder, self, i);
      load(builder, other, i);
      compare(builder, typeOf(i), different);
    }
    builder.labelBinding(same).iconst_1().goto_(end);
    builder.labelBinding(different).iconst_0().labelBinding(end);
  }

  private static void compare(CodeBuilder builder, ClassDesc component, Label different) {
    TypeKind kind = TypeKind.from(component);
    switch (kind) {
      case REFERENCE ->
          builder
              .invokestatic(
                  OBJECTS,
                  "equals",
                  MethodTypeDesc.of(
                      ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
              .ifeq(different);
      case LONG -> builder.lcmp().ifne(different);
      case FLOAT, DOUBLE ->
          builder
              .invokestatic(
                  boxed(component),
                  "compare",
                  MethodTypeDesc.of(ConstantDescs.CD_int, component, component))
              .ifne(different);
      default -> builder.if_icmpne(different);
    }
  }
}
