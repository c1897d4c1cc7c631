package dev.faultline.jvm;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.management.MBeanServerFactory;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What the JDK sets up when a JVM first uses it, with files of its own that it reads on the way.
 * Done before a program runs, so that the first does not see the machine's, or nothing, where later
 * ones find it set up.
 */
final class FirstUses {
  private static boolean made;

  private FirstUses() {}

  /** Makes them, once in a JVM. Leaves out what the JVM's modules have not. */
  static synchronized void make() {
    if (made) {
      return;
    }
    made = true;
    if (has("java.logging")) {
      Loggers.use();
    }
    if (has("java.management")) {
      Beans.use();
    }
    if (has("java.xml")) {
      Xml.use();
    }
  }

  private static boolean has(String module) {
    return ModuleLayer.boot().findModule(module).isPresent();
  }

  /** Apart, so that it is only linked where there is a module for it. */
  private static final class Loggers {
    static void use() {
      Logger root = Logger.getLogger("");
      new SimpleFormatter().format(new LogRecord(Level.INFO, root.getHandlers().length + ""));
      System.getLogger(FirstUses.class.getName()).isLoggable(System.Logger.Level.TRACE);
    }
  }

  private static final class Beans {
    static void use() {
      MBeanServerFactory.newMBeanServer();
    }
  }

  private static final class Xml {
    static void use() {
      try {
        Document document =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader("<a/>")));
        TransformerFactory.newInstance()
            .newTransformer()
            .transform(new DOMSource(document), new StreamResult(new StringWriter()));
        SAXParserFactory.newInstance().newSAXParser();
        XMLInputFactory.newInstance();
        XMLOutputFactory.newInstance();
        XPathFactory.newInstance();
      } catch (ParserConfigurationException
          | SAXException
          | TransformerException
          | java.io.IOException e) {
        throw new IllegalStateException("the JDK's XML parser does not work", e);
      }
    }
  }
}
