package dev.faultline.site;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.tools.DocumentationTool;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The Javadoc of the published modules, a part of the site. */
final class Api {
  /** Its folder in the site. */
  static final String FOLDER = "api";

  private static final String STYLE = "api.css";

  private final List<ApiType> types;
  private final Map<String, String> pages;

  private Api(List<ApiType> types, Map<String, String> pages) {
    this.types = types;
    this.pages = pages;
  }

  /** A site without it. */
  static Api none() {
    return new Api(List.of(), Map.of());
  }

  /**
   * Writes it.
   *
   * @param output the folder of the site
   * @param classPath where the classes are that the modules' types mention, the modules' own too
   * @throws SiteException when the sources have mistakes, such as a reference that leads nowhere
   */
  static Api write(Path repository, Path output, String classPath) throws IOException {
    List<PublishedModule> modules = PublishedModule.of(repository);
    Path list = Files.createTempFile("types", ".json");
    Path styles = Files.createTempDirectory("styles");
    Path style = styles.resolve(STYLE);
    try {
      Files.writeString(style, Site.resource(STYLE));
      List<String> options = options(modules, classPath);
      options.addAll(List.of("-d", output.resolve(FOLDER).toString()));
      options.addAll(List.of(ApiDoclet.LIST, list.toString()));
      options.addAll(List.of("--add-stylesheet", style.toString()));
      run(options, files(modules));
      List<ApiType> types =
          new Gson().fromJson(Files.readString(list), new TypeToken<List<ApiType>>() {}.getType());
      return new Api(types, pages(repository.toRealPath(), types));
    } finally {
      Files.delete(list);
      Files.deleteIfExists(style);
      Files.delete(styles);
    }
  }

  private static List<Path> files(List<PublishedModule> modules) throws IOException {
    List<Path> files = new ArrayList<>();
    for (PublishedModule module : modules) {
      for (Path file : module.files()) {
        files.add(file.toRealPath());
      }
    }
    return files;
  }

  private static List<String> options(List<PublishedModule> modules, String classPath)
      throws IOException {
    List<String> classes = new ArrayList<>(List.of(classPath));
    List<String> options = new ArrayList<>();
    for (PublishedModule module : modules) {
      classes.addAll(module.classPath());
      if (!module.packages().isEmpty()) {
        options.addAll(List.of("-group", module.artifact(), String.join(":", module.packages())));
      }
    }
    options.addAll(List.of("-classpath", String.join(File.pathSeparator, classes)));
    options.addAll(List.of("-doctitle", "Faultline: the API", "-windowtitle", "Faultline API"));
    options.addAll(List.of("-header", "<a href=\"{@docRoot}/../index.html\">All pages</a>"));
    // The same bytes from the same sources, and nothing that a reader's browser would fetch.
    options.addAll(List.of("-notimestamp", "--no-fonts", "-quiet", "-Xdoclint:reference"));
    return options;
  }

  private static void run(List<String> options, List<Path> files) throws IOException {
    DocumentationTool tool = ToolProvider.getSystemDocumentationTool();
    if (tool == null) {
      throw new SiteException("the Javadoc needs a JDK");
    }
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager =
        tool.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      Iterable<? extends JavaFileObject> units = manager.getJavaFileObjectsFromPaths(files);
      if (!tool.getTask(said, manager, null, ApiDoclet.class, options, units).call()) {
        throw new SiteException("the Javadoc has mistakes:\n" + said);
      }
    }
  }

  private static Map<String, String> pages(Path repository, List<ApiType> types) {
    Map<String, String> pages = new TreeMap<>();
    for (ApiType type : types) {
      if (!type.nested()) {
        String source = repository.relativize(Path.of(type.source())).toString();
        pages.put(source.replace('\\', '/'), FOLDER + "/" + type.address());
      }
    }
    return pages;
  }

  /** The page of the type that a file of the repository declares. */
  Optional<String> page(String source) {
    return Optional.ofNullable(pages.get(source));
  }

  List<ApiType> types() {
    return types;
  }
}
