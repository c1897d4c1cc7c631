package dev.faultline.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.jspecify.annotations.Nullable;

/**
 * A static method of the hook package, by name: the agent itself is not linked to the boot loader's
 * copy.
 */
record Hook(ClassDesc owner, String name, MethodTypeDesc type) {
  static final String PACKAGE = "dev.faultline.hook";

  static Hook of(String owner, String name, String descriptor) {
    return new Hook(ClassDesc.of(PACKAGE, owner), name, MethodTypeDesc.ofDescriptor(descriptor));
  }

  /** A class file library that does not mind when a class is absent that another one mentions. */
  static ClassFile classFile() {
    return classFile(null);
  }

  /** The same for classes of {@code loader}, which finds what they mention. */
  static ClassFile classFile(@Nullable ClassLoader loader) {
    return ClassFile.of(
        ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(
                    loader != null ? loader : ClassLoader.getSystemClassLoader())
                .orElse(absent -> ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object))));
  }

  void call(CodeBuilder builder) {
    builder.invokestatic(owner, name, type);
  }
}
