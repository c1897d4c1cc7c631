/** Makes one static site of the project's pages and its Javadoc. */
@NullMarked
package dev.faultline.site;

import org.jspecify.annotations.NullMarked;
