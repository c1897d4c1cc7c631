package dev.faultline.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * An edit that asks a hook of the same name before a method does anything. The hook gets the
 * method's arguments. Null means that the method goes on; anything else is its result, in a box
 * where it is a primitive.
 */
final class Diversion implements CodeTransform {
  private static final Hook OR_NULL =
      Hook.of("FileCalls", "orNull", "(Ljava/lang/Object;)Ljava/lang/Object;");

  private final boolean self;
  private final MethodTypeDesc type;
  private final Hook hook;
  private final Runnable applied;

  private Diversion(boolean self, MethodTypeDesc type, Hook hook, Runnable applied) {
    this.self = self;
    this.type = type;
    this.hook = hook;
    this.applied = applied;
  }

  /**
   * The patch that asks first.
   *
   * @param self whether the hook gets the object, too, before the arguments
   * @param owner the hook's class
   */
  static Patch of(String type, String method, String descriptor, boolean self, String owner) {
    MethodTypeDesc own = MethodTypeDesc.ofDescriptor(descriptor);
    MethodTypeDesc asked = own.changeReturnType(ConstantDescs.CD_Object);
    if (self) {
      // The hook may not know the class: it is a path of any file system, say.
      ClassDesc object =
          type.startsWith("sun/")
              ? ClassDesc.of("java.nio.file.Path")
              : ClassDesc.ofInternalName(type);
      asked = asked.insertParameterTypes(0, object);
    }
    Hook hook = Hook.of(owner, method, asked.descriptorString());
    return new Patch(type, method, descriptor, applied -> new Diversion(self, own, hook, applied));
  }

  @Override
  public void atStart(CodeBuilder builder) {
    if (self) {
      builder.aload(0);
    }
    int slot = 1;
    for (ClassDesc parameter : parameters()) {
      TypeKind kind = TypeKind.from(parameter);
      builder.loadLocal(kind, slot);
      slot += kind.slotSize();
    }
    hook.call(builder);
    Label goOn = builder.newLabel();
    builder.dup();
    builder.ifnull(goOn);
    result(builder);
    builder.labelBinding(goOn);
    builder.pop();
    applied.run();
  }

  private List<ClassDesc> parameters() {
    return type.parameterList();
  }

  private void result(CodeBuilder builder) {
    ClassDesc result = type.returnType();
    switch (TypeKind.from(result)) {
      case VOID -> builder.pop().return_();
      case BOOLEAN -> unboxed(builder, "Boolean", "booleanValue", result).ireturn();
      case INT -> unboxed(builder, "Integer", "intValue", result).ireturn();
      case LONG -> unboxed(builder, "Long", "longValue", result).lreturn();
      case REFERENCE -> {
        OR_NULL.call(builder);
        builder.checkcast(result).areturn();
      }
      default -> throw new IllegalArgumentException("a result of the type " + result);
    }
  }

  private static CodeBuilder unboxed(
      CodeBuilder builder, String box, String method, ClassDesc result) {
    ClassDesc type = ClassDesc.of("java.lang", box);
    return builder.checkcast(type).invokevirtual(type, method, MethodTypeDesc.of(result));
  }

  @Override
  public void accept(CodeBuilder builder, CodeElement element) {
    builder.with(element);
  }
}
