package dev.faultline.site;

import com.google.gson.Gson;
import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import jdk.javadoc.doclet.Doclet;
import jdk.javadoc.doclet.DocletEnvironment;
import jdk.javadoc.doclet.StandardDoclet;

/** The JDK's Javadoc, and a list of the types that it has pages for. */
public final class ApiDoclet extends StandardDoclet {
  /** The option that says which file gets the list. */
  static final String LIST = "--list-of-types";

  private Path list = Path.of("types.json");

  /** For the tool, which makes it. */
  public ApiDoclet() {}

  @Override
  public Set<? extends Doclet.Option> getSupportedOptions() {
    Set<Doclet.Option> options = new LinkedHashSet<>(super.getSupportedOptions());
    options.add(new ListOption());
    return options;
  }

  @Override
  public boolean run(DocletEnvironment environment) {
    List<ApiType> types = new ArrayList<>();
    for (TypeElement type : ElementFilter.typesIn(environment.getIncludedElements())) {
      types.add(described(type, environment));
    }
    types.sort(java.util.Comparator.comparing(ApiType::address));
    try {
      Files.writeString(list, new Gson().toJson(types));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return super.run(environment);
  }

  private static ApiType described(TypeElement type, DocletEnvironment environment) {
    DocTrees trees = environment.getDocTrees();
    String packageName =
        environment.getElementUtils().getPackageOf(type).getQualifiedName().toString();
    String name = type.getQualifiedName().toString().substring(packageName.length() + 1);
    TreePath path = trees.getPath(type);
    return new ApiType(
        packageName,
        name,
        packageName.replace('.', '/') + "/" + name + ".html",
        Path.of(path.getCompilationUnit().getSourceFile().toUri()).toString(),
        type.getNestingKind().isNested(),
        (firstSentence(type, trees) + " " + String.join(", ", methods(type, environment))).strip());
  }

  /** The names of what the type's page lists: also what it inherits from a type without a page. */
  private static Set<String> methods(TypeElement type, DocletEnvironment environment) {
    Set<String> names = new TreeSet<>();
    for (ExecutableElement method :
        ElementFilter.methodsIn(environment.getElementUtils().getAllMembers(type))) {
      Element owner = method.getEnclosingElement();
      boolean seen =
          method.getModifiers().contains(Modifier.PUBLIC)
              || method.getModifiers().contains(Modifier.PROTECTED);
      boolean pageless =
          !environment.isIncluded(owner) && environment.getDocTrees().getPath(owner) != null;
      if (seen && (type.equals(owner) || pageless)) {
        names.add(method.getSimpleName().toString());
      }
    }
    return names;
  }

  private static String firstSentence(Element element, DocTrees trees) {
    DocCommentTree comment = trees.getDocCommentTree(element);
    if (comment == null) {
      return "";
    }
    StringBuilder words = new StringBuilder();
    for (DocTree part : comment.getFirstSentence()) {
      switch (part) {
        case TextTree text -> words.append(text.getBody());
        case LiteralTree literal -> words.append(literal.getBody().getBody());
        case LinkTree link when link.getLabel().isEmpty() ->
            words.append(link.getReference().getSignature().replace('#', '.'));
        case LinkTree link -> link.getLabel().forEach(words::append);
        default -> {
          // A mark of HTML.
        }
      }
    }
    return words.toString().replaceAll("\\s+", " ").strip();
  }

  private final class ListOption implements Doclet.Option {
    @Override
    public int getArgumentCount() {
      return 1;
    }

    @Override
    public String getDescription() {
      return "writes the types that have a page";
    }

    @Override
    public Kind getKind() {
      return Kind.OTHER;
    }

    @Override
    public List<String> getNames() {
      return List.of(LIST);
    }

    @Override
    public String getParameters() {
      return "<file>";
    }

    @Override
    public boolean process(String option, List<String> arguments) {
      list = Path.of(arguments.getFirst());
      return true;
    }
  }
}
