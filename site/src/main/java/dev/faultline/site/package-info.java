/** Makes one static site of the project's pages. */
@NullMarked
package dev.faultline.site;

import org.jspecify.annotations.NullMarked;
