import js from "@eslint/js";
import noUnsanitized from "eslint-plugin-no-unsanitized";

export default [
  { ignores: ["**/node_modules/", ".venv/", ".tools/"] },
  js.configs.recommended,
  noUnsanitized.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2022, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // tsc knows every global by type; a list of names here would only be a worse copy.
      "no-undef": "off",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
    },
  },
  {
    // Content scripts are classic scripts: a top-level name is what one gives to the next.
    files: ["extension/page/**/*.js"],
    languageOptions: { sourceType: "script" },
    rules: { strict: ["error", "never"], "no-unused-vars": ["error", { varsIgnorePattern: "^masthead" }] },
  },
];
